/** An outcome that is still to come, for promises and for blocking calls. A failure that nobody asks for is nobody's. */
import { TimeoutError } from '../errors';
import { abortable } from '../loop';
import { blocking } from '../util/blocking';
import { parseTimeout, type Timeout } from '../util/timeout';
import type { Dispatcher } from './dispatcher';

const MOST_MS = 0x7fffffff;

export class Deferred<T> {
  state: 'pending' | 'fulfilled' | 'rejected' = 'pending';
  value: unknown;
  /** Of the first promise that waits without limits, as nearly all do. */
  #resolve: ((value: T) => void) | null = null;
  #reject: ((error: unknown) => void) | null = null;
  #watchers: (() => void)[] | null = null;

  /** False when it is settled already. */
  resolve(value: T): boolean {
    return this.#settle('fulfilled', value);
  }

  reject(error: unknown): boolean {
    return this.#settle('rejected', error);
  }

  /** Runs when it is settled, at once when it is. Returns how to take that back. */
  onSettled(call: () => void): () => void {
    if (this.state !== 'pending') {
      call();
      return () => {};
    }
    (this.#watchers ??= []).push(call);
    return () => {
      this.#watchers = this.#watchers?.filter((other) => other !== call) ?? null;
    };
  }

  /** True when it is settled in time. */
  wait(timeout?: Timeout): Promise<boolean> {
    const { ms, signal } = parseTimeout(timeout);
    let undo = (): void => {};
    let timer: NodeJS.Timeout | undefined;
    return abortable<boolean>(
      signal,
      (resolve) => {
        undo = this.onSettled(() => {
          clearTimeout(timer);
          resolve(true);
        });
        if (this.state !== 'pending' || ms > MOST_MS) return;
        timer = setTimeout(() => {
          undo();
          resolve(false);
        }, ms);
      },
      () => {
        clearTimeout(timer);
        undo();
      },
    );
  }

  /** Its value or its failure; TimeoutError when the time is up. */
  get(timeout?: Timeout): Promise<T> {
    if (timeout == null && this.state === 'pending' && this.#resolve === null) {
      return new Promise<T>((resolve, reject) => {
        this.#resolve = resolve;
        this.#reject = reject;
      });
    }
    return this.#get(timeout);
  }

  async #get(timeout: Timeout): Promise<T> {
    if (this.state === 'pending' && !(await this.wait(timeout))) throw new TimeoutError();
    return this.outcome();
  }

  waitSync(dispatcher: Dispatcher, timeout?: Timeout): boolean {
    const { ms, signal } = parseTimeout(timeout);
    return blocking(signal, () => dispatcher.waitUntil(() => this.state !== 'pending', ms));
  }

  getSync(dispatcher: Dispatcher, timeout?: Timeout): T {
    if (this.state === 'pending' && !this.waitSync(dispatcher, timeout)) throw new TimeoutError();
    return this.outcome();
  }

  /** Only when it is settled. */
  outcome(): T {
    if (this.state === 'rejected') throw this.value;
    return this.value as T;
  }

  #settle(state: 'fulfilled' | 'rejected', value: unknown): boolean {
    if (this.state !== 'pending') return false;
    this.state = state;
    this.value = value;
    if (state === 'fulfilled') this.#resolve?.(value as T);
    else this.#reject?.(value);
    this.#resolve = this.#reject = null;
    const watchers = this.#watchers;
    this.#watchers = null;
    if (watchers !== null) for (const call of watchers) call();
    return true;
  }
}
