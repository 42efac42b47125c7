import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('masks cover all threads, waits take signals from nobody’s handler', async () => {
  const { json } = await runFixture('signal/wait.mjs');
  expect(json()).toEqual({
    threads: true,
    before: [],
    open: 0,
    mask: [10, 36],
    pending: [10, 36],
    sigwait: 10,
    values: [0, 1, 2, 3, 4],
    info: { si_signo: 36, si_code: -1, si_errno: 0, si_pid: true, si_uid: true, si_status: 0, si_value: -7 },
    late: null,
    poll: null,
    stillBlocked: [],
    unblocked: [10],
    openAgain: true,
    notBlocked: [10, 0],
    promised: [5, 0],
    other: 1,
    promisedLate: null,
    aborted: 'AbortError',
    abortedBefore: 'AbortError',
    handledAfter: [12],
    openAtEnd: true,
    leaked: 0,
  });
});
