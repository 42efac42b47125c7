import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('alarms, interval timers, the wakeup descriptor, pidfds', async () => {
  const { json, stderr } = await runFixture('signal/timers.mjs');
  expect(json()).toEqual({
    alarm: [0, 100, 50, 0],
    timer: [0, 0],
    left: [true, 1000],
    again: 1000,
    stopped: [0, 0],
    rings: 5,
    virtual: 1,
    wakeup: [-1, true],
    bytes: [10, 34],
    full: [1, ['FORKABLE_WAKEUP_FD']],
    off: [true, -1],
    pidfd: 2,
  });
  expect(stderr).toContain('wakeup fd: EAGAIN');
});
