/** A child whose loop runs empty before its target has settled: nothing is left that the target could be waiting for. */
import { tell } from '../fork';
import { runsInChildren } from '../util/child-code';
import { currentProcess } from './family';

/** Node's exit code of a program that waits for what cannot come any more. */
const STALLED = 13;
let isEmpty = false;
let isWatched = false;

/** Parts of `process` that its types do not tell. */
interface EndingProcess {
  _exiting: boolean;
  emit(event: string, ...args: unknown[]): boolean;
}

/** In a child, at its start. Not by listeners, which the program would see. */
export function watchLoop(): void {
  isEmpty = false;
  if (isWatched) return; // a child's child
  isWatched = true;
  const ending = process as unknown as EndingProcess;
  const { emit } = ending;
  ending.emit = function (event, ...args) {
    if (event === 'beforeExit') noteEmptyLoop();
    else if (event === 'exit') endOnEmptyLoop();
    return Reflect.apply(emit, this, [event, ...args]);
  };
}

/** The target has settled: if the loop had run empty, a 'beforeExit' handler has found work. */
export function goesOn(): void {
  if (isEmpty && process.exitCode === STALLED) process.exitCode = 0;
  isEmpty = false;
}

/**
 * Without an exit code Node would look now for what the main module waits for, which is the parent's and which V8 does not
 * survive.
 */
function noteEmptyLoop(): void {
  isEmpty = true;
  if (Number(process.exitCode ?? 0) === 0) process.exitCode = STALLED;
}

/** It has stayed empty: the end is that of process.exit(), with all 'exit' handlers. */
function endOnEmptyLoop(): void {
  if (!isEmpty) return;
  isEmpty = false;
  if (process.exitCode === STALLED) {
    tell(`Process ${currentProcess().name}:\nNothing is left that its target could be waiting for\n`);
  }
  (process as unknown as EndingProcess)._exiting = false;
  process.exit();
}

runsInChildren(watchLoop, goesOn);
