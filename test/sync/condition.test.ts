import { expect, test } from 'vitest';
import { Condition, Lock, RLock } from 'forkable';

/** A wait that holds the lock for its own length only. */
async function waitOn(condition: Condition, timeout?: number): Promise<boolean> {
  await condition.acquire();
  const outcome = await condition.wait(timeout);
  condition.release();
  return outcome;
}

async function waiters(condition: Condition, count: number, timeout?: number): Promise<Promise<boolean>[]> {
  const started: Promise<boolean>[] = [];
  for (let i = 0; i < count; i++) started.push(waitOn(condition, timeout));
  // All are in once the lock is free again.
  await condition.acquire();
  condition.release();
  return started;
}

test.each([
  ['an RLock of its own', () => new Condition()],
  ['a given RLock', () => new Condition(new RLock())],
  ['a given Lock', () => new Condition(new Lock())],
])('notify lets the oldest go, with %s', async (_, make) => {
  const condition = make();
  const waiting = await waiters(condition, 4);
  const order: number[] = [];
  waiting.forEach((one, i) => void one.then(() => order.push(i)));
  await condition.with(() => condition.notify());
  await waiting[0];
  await condition.with(() => condition.notify(2));
  await Promise.all([waiting[1], waiting[2]]);
  expect(order).toEqual([0, 1, 2]);
  await condition.with(() => condition.notifyAll());
  expect(await Promise.all(waiting)).toEqual([true, true, true, true]);
});

test('a wait that runs out of time takes no notification with it', async () => {
  const condition = new Condition();
  const [early] = await waiters(condition, 1, 10);
  const [late] = await waiters(condition, 1, 5000);
  expect(await early).toBe(false);
  await condition.with(() => condition.notify());
  expect(await late).toBe(true);
  expect(condition.locked()).toBe(false);
});

test('waiting and notifying need the lock', async () => {
  const condition = new Condition();
  const code = 'ERR_NOT_OWNER';
  await expect(condition.wait(1)).rejects.toMatchObject({ code });
  expect(() => condition.waitSync(1)).toThrow(expect.objectContaining({ code }));
  expect(() => condition.notify()).toThrow(expect.objectContaining({ code }));
  expect(() => condition.notifyAll()).toThrow(expect.objectContaining({ code }));
  expect(() => new Condition(1 as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
});

test('all levels of an RLock are given up and come back', async () => {
  const lock = new RLock();
  const condition = new Condition(lock);
  condition.acquireSync();
  condition.acquireSync();
  expect(condition.waitSync(5)).toBe(false);
  condition.release();
  expect(lock.locked()).toBe(true);
  condition.release();
  expect(lock.locked()).toBe(false);
});

test('waitFor looks at its predicate with the lock held', async () => {
  const condition = new Condition();
  let ready = 0;
  await condition.acquire();
  expect(await condition.waitFor(() => false, 20)).toBe(false);
  expect(condition.waitForSync(() => 0, 20)).toBe(0);
  const waiting = condition.waitFor(() => (condition.locked() ? ready : -1), 5000);
  await condition.acquire();
  await (async () => {
    ready = 7;
    condition.notify();
    condition.release();
  })();
  expect(await waiting).toBe(7);
  condition.release();
});

test('the predicate of waitFor may be async, that of waitForSync not', async () => {
  const condition = new Condition();
  let ready = 0;
  const waiting = condition.with(() => condition.waitFor(() => Promise.resolve(ready), 5000));
  await condition.with(() => {
    ready = 7;
    condition.notify();
  });
  expect(await waiting).toBe(7);
  await condition.acquire();
  expect(await condition.waitFor(() => Promise.resolve(0), 10)).toBe(0);
  await expect(condition.waitFor(() => Promise.reject(new Error('predicate')))).rejects.toThrow('predicate');
  expect(() => condition.waitForSync(() => Promise.reject(new Error('never heard of')))).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
  );
  expect(condition.locked()).toBe(true);
  condition.release();
});

test('an aborted wait holds the lock again and passes its notification on', async () => {
  const condition = new Condition();
  const controller = new AbortController();
  await condition.acquire();
  const first = condition.wait({ signal: controller.signal });
  const [second] = await waiters(condition, 1, 5000);
  await condition.with(() => {
    condition.notify();
    controller.abort();
  });
  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  expect(condition.locked()).toBe(true);
  condition.release();
  expect(await second).toBe(true);
});
