/** Listeners of process.on for signals that are ignored here: the last one to go must not bring back the default. */
import { Signals } from './numbers';

export class Listeners {
  private readonly followed = new Set<number>();
  private hooked = false;

  /** `changed` is called after a listener for a followed signal has come or gone. */
  constructor(private readonly changed: (signum: number) => void) {}

  follow(signum: number, on: boolean): void {
    if (on) this.followed.add(signum);
    else this.followed.delete(signum);
    if (!on || this.hooked) return;
    this.hooked = true;
    // Node's own hooks of the same names come first and start or stop its watcher.
    process.on('newListener', this.onChange);
    process.on('removeListener', this.onChange);
  }

  private readonly onChange = (event: string | symbol): void => {
    if (typeof event !== 'string' || !event.startsWith('SIG')) return;
    const signum = (Signals as unknown as Record<string, unknown>)[event];
    if (typeof signum === 'number' && this.followed.has(signum)) this.changed(signum);
  };
}
