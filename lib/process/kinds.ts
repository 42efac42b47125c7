/** `Process` bound to a start method: the classes of contexts. */
import type { StartMethod } from '../launch';
import { Process } from './process';
import { registerOwnClass } from './start';

/** Always forked. What other parts of the library start are such processes. */
export class ForkProcess extends Process {
  override get startMethod(): StartMethod {
    return 'fork';
  }
}

export class SpawnProcess extends Process {
  override get startMethod(): StartMethod {
    return 'spawn';
  }
}

export class ForkServerProcess extends Process {
  override get startMethod(): StartMethod {
    return 'forkserver';
  }
}

for (const Class of [Process, ForkProcess, SpawnProcess, ForkServerProcess]) registerOwnClass(Class);
