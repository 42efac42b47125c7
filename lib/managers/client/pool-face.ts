/**
 * A manager's Pool as its clients use it. Functions cannot be sent, so workers are children of the process that hands in the
 * work, as those of any Pool; the server sees to it that no more tasks run at once than the pool has processes, whoever's
 * they are. Calls block, but for those that are called async.
 */
import { Pool, type MapOptions, type PoolOptions, type TaskOptions } from '../../pool';
import { forkGeneration } from '../../util/fork-hooks';
import type { Remote } from './remote';

type AnyFunction = (...args: unknown[]) => unknown;
type Items = Iterable<unknown>;

/** What else this process has said about a pool that it has made, by the object in the server. */
const settings = new WeakMap<Remote, PoolFace>();

export function poolFaceOf(remote: Remote): PoolFace {
  const known = settings.get(remote) ?? new PoolFace(remote);
  settings.set(remote, known);
  return known;
}

class PoolFace {
  #pool: Pool | null = null;
  #generation = forkGeneration();
  readonly #guarded = new WeakMap<AnyFunction, AnyFunction>();

  constructor(
    private readonly remote: Remote,
    private options: PoolOptions = {},
  ) {}

  /** What every worker of this process begins with: it is known here only. */
  configure(options: PoolOptions): void {
    this.options = options;
  }

  apply(fn: AnyFunction, args?: Items | null, kwargs?: object | null, options?: TaskOptions): unknown {
    return this.#open().applySync(this.#guard(fn), args, kwargs, options);
  }

  applyAsync(...[fn, ...rest]: Parameters<Pool['applyAsync']>): unknown {
    return this.#open().applyAsync(this.#guard(fn), ...rest);
  }

  map(fn: AnyFunction, items: Items, options?: number | MapOptions): unknown[] {
    return this.#open().mapSync(this.#guard(fn), items, options);
  }

  mapAsync(...[fn, ...rest]: Parameters<Pool['mapAsync']>): unknown {
    return this.#open().mapAsync(this.#guard(fn), ...rest);
  }

  starmap(fn: AnyFunction, items: Iterable<Items>, options?: number | MapOptions): unknown[] {
    return this.#open().starmapSync(this.#guard(fn), items, options);
  }

  starmapAsync(...[fn, ...rest]: Parameters<Pool['starmapAsync']>): unknown {
    return this.#open().starmapAsync(this.#guard(fn), ...rest);
  }

  imap(...[fn, ...rest]: Parameters<Pool['imap']>): unknown {
    return this.#open().imap(this.#guard(fn), ...rest);
  }

  imapUnordered(...[fn, ...rest]: Parameters<Pool['imapUnordered']>): unknown {
    return this.#open().imapUnordered(this.#guard(fn), ...rest);
  }

  /** For all who have the proxy. */
  close(): void {
    this.remote.do('call', 'close', []);
    this.#own()?.close();
  }

  /** Tasks of this process end at once, those of others before they begin. */
  terminate(): void {
    this.remote.do('call', 'terminate', []);
    this.#own()?.terminate();
  }

  /** Until the workers of this process have ended. */
  join(): void {
    this.remote.do('call', 'checkEnding', []);
    const pool = this.#own();
    pool?.close();
    pool?.joinSync();
  }

  get processes(): number {
    return this.remote.do('get', 'processes') as number;
  }

  /** The promise form: for asyncProxy(). */
  async later(name: string, args: readonly unknown[]): Promise<unknown> {
    if (name === 'join') {
      await this.remote.doAsync('call', 'checkEnding', []);
      const pool = this.#own();
      pool?.close();
      return pool?.join();
    }
    const waiting = `${name}Async` as 'applyAsync' | 'mapAsync' | 'starmapAsync';
    const method = (this as unknown as Record<string, unknown>)[waiting in this ? waiting : name];
    if (typeof method !== 'function') throw new TypeError(`a Pool has no method ${name}`);
    return await (Reflect.apply(method, this, args) as unknown);
  }

  #own(): Pool | null {
    return this.#generation === forkGeneration() ? this.#pool : null;
  }

  #open(): Pool {
    this.remote.do('call', 'check', []);
    const own = this.#own();
    if (own !== null) return own;
    this.#generation = forkGeneration();
    return (this.#pool = new Pool({ ...this.options, processes: this.processes }));
  }

  /** The same for the same function: a new one would cost a fork. */
  #guard<F>(fn: F): F {
    if (typeof fn !== 'function') return fn;
    const known = this.#guarded.get(fn as unknown as AnyFunction);
    const guarded = known ?? guard(this.remote, fn as unknown as AnyFunction);
    this.#guarded.set(fn as unknown as AnyFunction, guarded);
    return guarded as unknown as F;
  }
}

/** In a worker: one of the pool's places for as long as the task runs. A worker that dies gives it back. */
function guard(remote: Remote, fn: AnyFunction): AnyFunction {
  const free = (): void => void remote.do('call', 'free', []);
  const guarded = (...args: unknown[]): unknown => {
    remote.do('call', 'claim', []);
    let result: unknown;
    try {
      result = fn(...args);
    } catch (error) {
      free();
      throw error;
    }
    if (result instanceof Promise) return result.finally(free);
    free();
    return result;
  };
  Object.defineProperty(guarded, 'name', { value: fn.name });
  return guarded;
}
