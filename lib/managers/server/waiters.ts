/** Calls that wait inside the server, in order; each leaves when its client does. */
import { TimeoutError } from '../../errors';
import type { Caller } from './caller';

interface Waiter {
  caller: Caller;
  wake: (ready: boolean) => void;
}

export class Waiters {
  #line: Waiter[] = [];

  get size(): number {
    return this.#line.length;
  }

  /** True when woken, false when the time is up; rejects when the client has gone. */
  wait(caller: Caller, ms: number): Promise<boolean> {
    if (ms <= 0) return Promise.resolve(false);
    return new Promise<boolean>((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const leave = (): void => {
        clearTimeout(timer);
        off();
        this.#line = this.#line.filter((one) => one !== waiter);
      };
      const waiter: Waiter = {
        caller,
        wake: (ready) => {
          leave();
          resolve(ready);
        },
      };
      const off = caller.onGone(() => {
        leave();
        reject(new TimeoutError('the client has gone'));
      });
      if (ms <= 0x7fffffff) timer = setTimeout(() => waiter.wake(false), ms);
      this.#line.push(waiter);
    });
  }

  /**
   * Waits until `ready()` and runs `take` in the same breath, before anybody else can find it ready too; false when the time
   * is up. A wake-up that its client did not live to see goes on to the next.
   */
  until(caller: Caller, ms: number, ready: () => boolean, take: () => void): boolean | Promise<boolean> {
    if (!ready()) return ms > 0 && this.#untilLater(caller, ms, ready, take);
    take();
    return true;
  }

  async #untilLater(caller: Caller, ms: number, ready: () => boolean, take: () => void): Promise<boolean> {
    const end = performance.now() + ms;
    while (!ready()) {
      if (!(await this.wait(caller, end - performance.now()))) return false;
    }
    if (caller.gone) {
      this.wakeOne();
      throw new TimeoutError('the client has gone');
    }
    take();
    return true;
  }

  wakeOne(): boolean {
    const first = this.#line[0];
    first?.wake(true);
    return first !== undefined;
  }

  wakeAll(): void {
    for (const waiter of [...this.#line]) waiter.wake(true);
  }
}
