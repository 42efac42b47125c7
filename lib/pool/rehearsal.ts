/**
 * Code that runs for the first time is compiled first, and memory that a child touches for the first time is copied. So a
 * parent plays the worker once: what its children do from a task to its result is compiled when they are born.
 */
import { Bell } from './bell';
import { Channel } from './channel';
import { APPLY, encodeEnd, encodeTask, FIRST_TAG } from './protocol';
import { holdAll, numberOf } from './registry';
import { WorkerLoop } from './worker-loop';

const task = (value: unknown): unknown => value;
let isDone = false;

/** Once in a process, and in those that come of it. To be called while a child is on its way. */
export function rehearse(): void {
  if (isDone) return;
  isDone = true;
  try {
    play();
  } catch {
    // No descriptors or memory to spare: it was for speed alone.
  }
}

function play(): void {
  const bell = new Bell();
  try {
    const channel = new Channel(bell);
    const { bytes, length } = encodeTask(
      FIRST_TAG,
      numberOf(task),
      APPLY,
      [[0.5, 'text', { key: 1n }]],
      null,
    );
    channel.tasks.sendEncoded(bytes, length);
    const letGo = holdAll();
    try {
      channel.becomeWorker();
      const loop = new WorkerLoop(channel, Infinity, () => {});
      loop.rehearse();
      const end = encodeEnd();
      channel.tasks.sendEncoded(end.bytes, end.length);
      void loop.run();
    } finally {
      letGo();
      channel.close();
    }
  } finally {
    bell.close();
  }
}
