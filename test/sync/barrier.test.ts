import { expect, test } from 'vitest';
import { Barrier, BrokenBarrierError } from 'forkable';

test('lets all parties go together, again and again, each with an index of its own', async () => {
  const barrier = new Barrier(3);
  for (let round = 0; round < 50; round++) {
    const waiting = [barrier.wait(), barrier.wait()];
    expect(barrier.nWaiting).toBe(2);
    expect((await Promise.all([...waiting, barrier.wait()])).sort()).toEqual([0, 1, 2]);
  }
  expect([barrier.parties, barrier.nWaiting, barrier.broken]).toEqual([3, 0, false]);
  expect(new Barrier(1).waitSync()).toBe(0);
});

test.each([[0], [-1], [1.5], [1e9]])('%s parties are refused', (parties) => {
  expect(() => new Barrier(parties)).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }));
});

test('runs its action once a round, before anybody goes', async () => {
  let runs = 0;
  const barrier = new Barrier(2, { action: () => runs++ });
  const seen = await Promise.all([barrier.wait().then(() => runs), barrier.wait().then(() => runs)]);
  expect([seen, runs]).toEqual([[1, 1], 1]);
});

test('a throwing action breaks it: its error for one, BrokenBarrierError for the others', async () => {
  const barrier = new Barrier(2, {
    action: () => {
      throw new Error('action');
    },
  });
  const outcomes = await Promise.allSettled([barrier.wait(), barrier.wait()]);
  expect(outcomes).toMatchObject([
    { reason: { code: 'ERR_BROKEN_BARRIER' } },
    { reason: { message: 'action' } },
  ]);
  expect(barrier.broken).toBe(true);
});

test('an async action is waited for, and may fail', async () => {
  let done = false;
  const later = (): Promise<void> =>
    new Promise((resolve) => setImmediate(() => resolve(void (done = true))));
  const barrier = new Barrier(2, { action: later });
  const seen = await Promise.all([barrier.wait().then(() => done), barrier.wait().then(() => done)]);
  expect(seen).toEqual([true, true]);
  const failing = new Barrier(2, { action: () => Promise.reject(new Error('action')) });
  expect(await Promise.allSettled([failing.wait(), failing.wait()])).toMatchObject([
    { reason: { code: 'ERR_BROKEN_BARRIER' } },
    { reason: { message: 'action' } },
  ]);
});

test('an action that does not end: the timeout of any party breaks the barrier', async () => {
  const barrier = new Barrier(2, { action: () => new Promise(() => {}) });
  expect(await Promise.allSettled([barrier.wait(), barrier.wait(10)])).toMatchObject([
    { reason: { code: 'ERR_BROKEN_BARRIER' } },
    { reason: { code: 'ERR_BROKEN_BARRIER' } },
  ]);
});

test('waitSync cannot wait for an async action', () => {
  const barrier = new Barrier(1, { action: () => Promise.reject(new Error('never heard of')) });
  expect(() => barrier.waitSync()).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
  expect(barrier.broken).toBe(true);
});

test.each([
  ['a timeout', (barrier: Barrier) => [barrier.wait(10), barrier.wait()]],
  ['the timeout of the constructor', () => [new Barrier(2, { timeout: 10 }).wait()]],
  [
    'abort()',
    (barrier: Barrier) => {
      const waiting = [barrier.wait(), barrier.wait()];
      barrier.abort();
      return waiting;
    },
  ],
  [
    'reset()',
    (barrier: Barrier) => {
      const waiting = [barrier.wait(), barrier.wait()];
      barrier.reset();
      return waiting;
    },
  ],
])('%s fails all who wait', async (_, act) => {
  const barrier = new Barrier(3);
  for (const outcome of await Promise.allSettled(act(barrier))) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'ERR_BROKEN_BARRIER' } });
  }
});

test('an aborted party breaks it', async () => {
  const barrier = new Barrier(2);
  const controller = new AbortController();
  const waiting = barrier.wait({ signal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  expect(barrier.broken).toBe(true);
});

test('broken until reset', async () => {
  const barrier = new Barrier(2);
  expect(() => barrier.waitSync(1)).toThrow(BrokenBarrierError);
  await expect(barrier.wait()).rejects.toThrow(BrokenBarrierError);
  barrier.reset();
  expect(barrier.broken).toBe(false);
  expect((await Promise.all([barrier.wait(), barrier.wait()])).sort()).toEqual([0, 1]);
});
