/** What the child of a Process begins and ends with, for its parent to run once. */
import { EventEmitter } from 'node:events';
import { fstatSync } from 'node:fs';
import { close, pidfdOpen } from '../os';
import { rehearsal } from '../util/rehearsal';
import { signalNumber } from '../util/signals';
import { hasChildren } from './family';
import { getLogger } from './logger';
import { ParentProcess } from './parent';

/** Once in a process, and in those that come of it. */
export const rehearse = rehearsal(() => {
  hasChildren();
  const nobody = new ParentProcess('nobody', -1);
  void [nobody.sentinel, nobody.isAlive()];
  signalNumber(0);
  const logger = getLogger();
  if (!logger.isEnabledFor('INFO')) logger.info('nobody hears this');
  forgetListeners();
  makeStream(1, 'stdout');
  makeStream(2, 'stderr');
  close(pidfdOpen(process.pid));
});

function forgetListeners(): void {
  const emitter = new EventEmitter();
  emitter.on('removeListener', () => {}); // as on `process`: each listener is then taken off for itself
  for (const listener of [() => {}, () => {}]) emitter.on('exit', listener);
  emitter.removeAllListeners('exit');
}

/** Node's stream onto a file, which is only a face for write(2); onto anything else it is a handle of the event loop. */
function makeStream(fd: number, name: 'stdout' | 'stderr'): void {
  if (fstatSync(fd).isFile()) void process[name].writableLength;
}
