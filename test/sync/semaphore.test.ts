import { expect, test } from 'vitest';
import { BoundedSemaphore, Semaphore } from 'forkable';

test('permits are counted', async () => {
  const semaphore = new Semaphore(2);
  expect([semaphore.acquireSync(), await semaphore.acquire(), semaphore.tryAcquire()]).toEqual([
    true,
    true,
    false,
  ]);
  expect([semaphore.getValue(), semaphore.locked()]).toEqual([0, true]);
  expect(semaphore.acquireSync(10)).toBe(false);
  expect(await semaphore.acquire(10)).toBe(false);
  semaphore.release();
  semaphore.release();
  semaphore.release();
  expect([semaphore.getValue(), semaphore.locked()]).toEqual([3, false]);
});

test.each([[-1], [2 ** 31], [1.5]])('a starting value of %s is refused', (value) => {
  expect(() => new Semaphore(value)).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }));
  expect(() => new BoundedSemaphore(value)).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }));
});

test('neither kind goes above its limit', () => {
  const code = 'ERR_RELEASED_TOO_MANY_TIMES';
  const full = new Semaphore(2 ** 31 - 1);
  expect(() => full.release()).toThrow(expect.objectContaining({ code }));
  const bounded = new BoundedSemaphore(2);
  expect(() => bounded.release()).toThrow(expect.objectContaining({ code }));
  bounded.acquireSync();
  bounded.release();
  expect(() => bounded.release()).toThrow(expect.objectContaining({ code }));
  expect(bounded.getValue()).toBe(2);
});

test('a release wakes one waiter, in order', async () => {
  const semaphore = new Semaphore(0);
  const order: number[] = [];
  const waiters = [0, 1, 2].map(async (i) => {
    await semaphore.acquire();
    order.push(i);
  });
  semaphore.release();
  await waiters[0];
  expect(order).toEqual([0]);
  semaphore.release();
  semaphore.release();
  await Promise.all(waiters);
  expect(order).toEqual([0, 1, 2]);
});

test('an aborted waiter takes no permit', async () => {
  const semaphore = new Semaphore(0);
  const controller = new AbortController();
  const waiting = semaphore.acquire({ signal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  semaphore.release();
  expect(semaphore.getValue()).toBe(1);
});

test('at most as many tasks as permits are inside', async () => {
  const semaphore = new Semaphore(3);
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 100 }, () =>
      semaphore.with(async () => {
        most = Math.max(most, ++inside);
        await new Promise(setImmediate);
        inside--;
      }),
    ),
  );
  expect([most, semaphore.getValue()]).toEqual([3, 3]);
});
