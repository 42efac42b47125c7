/** A parent plays the worker once: what its children do from a task to its result is compiled when they are born. */
import { rehearsal } from '../util/rehearsal';
import { Bell } from './bell';
import { Channel } from './channel';
import { APPLY, encodeEnd, encodeTask, FIRST_TAG } from './protocol';
import { holdAll, numberOf } from './registry';
import { WorkerLoop } from './worker-loop';

const task = (value: unknown): unknown => value;

/** Once in a process, and in those that come of it. To be called while a child is on its way. */
export const rehearse = rehearsal(() => {
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
      if (channel.tasks.sendEncoded(end.bytes, end.length)) void loop.run();
    } finally {
      letGo();
      channel.close();
    }
  } finally {
    bell.close();
  }
});
