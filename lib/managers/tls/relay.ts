/**
 * The helper that speaks TLS for this process: calls of proxies block, and TLS in Node needs an event loop. It is handed one end of
 * a pair of sockets, connects, and carries bytes between that and the server; so what a caller has is a connection as any other.
 * Children of this process go on using it. It ends when nobody is left who could.
 */
import path from 'node:path';
import { Connection, Pipe, type Address } from '../../connection';
import { startNode, type Started } from '../../launch';
import { whenReady } from '../../loop';
import { native, READABLE } from '../../native';
import { close } from '../../os';
import { addExitHook } from '../../util/exit-hooks';
import { addForkHooks } from '../../util/fork-hooks';
import type { TlsOptions } from './options';

/** A connection that is wanted. */
export interface Wanted {
  address: Address;
  options: TlsOptions;
}

/** What the helper is told. */
export interface Order extends Wanted {
  end: Connection;
}

interface Helper {
  control: Connection;
  /** Null in the children of who started it. */
  pidfd: number | null;
}

/** A helper reads its orders. One that does not take them for so long is no use. */
const ORDER_MS = 10_000;
const END_MS = 1000;
const SIGKILL = 9;

/** pidfds of helpers that have been let go. */
const ending = new Set<number>();

class Relay {
  #helper: Helper | null = null;
  #orders = 0;
  /** Of this process, while they are open: as long as there are any, the helper does not end. */
  readonly #connections = new Set<Connection>();
  /** Who has it make connections. */
  readonly #users = new Set<object>();

  get running(): boolean {
    return this.#helper !== null;
  }

  /** It has been of no use yet. */
  get isNew(): boolean {
    return this.#orders <= 1;
  }

  /** The end of a connection that is being made: the first message says what came of it, null or an error. */
  open(user: object, wanted: Wanted): Connection {
    this.#users.add(user);
    const [ours, theirs] = Pipe();
    try {
      const order: Order = { ...wanted, end: theirs };
      if (this.#helper === null || !tell(this.#helper, order)) {
        this.abandon();
        (this.#helper = this.#start()).control.sendSync(order, ORDER_MS);
        this.#orders = 0;
      }
      this.#orders++;
      this.#connections.add(ours);
      ours.onClose(() => this.#connections.delete(ours));
      return ours;
    } catch (error) {
      ours.close();
      throw error;
    } finally {
      theirs.close();
    }
  }

  /** In a child: the helper is its parent's to wait for, its connections are the parent's. */
  inherit(): void {
    this.#connections.clear();
    if (this.#helper === null || this.#helper.pidfd === null) return;
    close(this.#helper.pidfd);
    this.#helper.pidfd = null;
  }

  /** In a child where `user` has no use for it. */
  disown(user: object): void {
    this.#users.delete(user);
    if (this.#users.size > 0) return;
    this.#helper?.control.dropAfterFork();
    this.#helper = null;
  }

  /** The last one lets the helper go and waits for its end, which children that still use it put off. */
  async leave(user: object): Promise<void> {
    this.#users.delete(user);
    if (this.#users.size > 0) return;
    const pidfd = this.release();
    if (pidfd === null) return;
    await whenReady(pidfd, READABLE, { ms: END_MS, signal: undefined });
    reap(pidfd);
  }

  /** Closes its connections, without which it ends; gives the pidfd when it is for this process to wait. */
  release(): number | null {
    const helper = this.#helper;
    this.#helper = null;
    for (const connection of [...this.#connections]) connection.close();
    helper?.control.close();
    if (helper == null || helper.pidfd === null) return null;
    ending.add(helper.pidfd);
    return helper.pidfd;
  }

  /** It has died, or does not listen. */
  abandon(): void {
    const pidfd = this.release();
    if (pidfd === null) return;
    try {
      native.pidfdSendSignal(pidfd, SIGKILL, 0);
    } catch {
      // it has ended already
    }
    native.pollFd(pidfd, READABLE, END_MS);
    reap(pidfd);
  }

  #start(): Helper {
    const [ours, theirs] = native.socketPair();
    let started: Started;
    try {
      started = startNode(path.join(__dirname, 'relay-main.js'), [], [theirs]);
    } catch (error) {
      close(ours);
      throw error;
    } finally {
      close(theirs);
    }
    return { control: new Connection(ours, {}, {}), pidfd: started.pidfd };
  }
}

/** Of this process. */
export const relay = new Relay();
addForkHooks({
  needed: () => relay.running || ending.size > 0,
  afterInChild: () => {
    relay.inherit();
    for (const pidfd of ending) close(pidfd);
    ending.clear();
  },
});
addExitHook(() => {
  relay.release();
  for (const pidfd of ending) {
    native.pollFd(pidfd, READABLE, END_MS);
    reap(pidfd);
  }
});

/** False when nobody is there. */
function tell({ control }: Helper, order: Order): boolean {
  try {
    control.sendSync(order, ORDER_MS);
    return true;
  } catch (error) {
    if (['EPIPE', 'ECONNRESET', 'EBADF', 'ETIMEDOUT'].includes(String((error as { code?: unknown }).code)))
      return false;
    throw error;
  }
}

function reap(pidfd: number): void {
  if (!ending.delete(pidfd)) return;
  native.reapChild(pidfd);
  close(pidfd);
}
