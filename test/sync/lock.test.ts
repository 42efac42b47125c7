import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Lock, RLock, StateError, TimeoutError } from 'forkable';

const both = [
  ['Lock', () => new Lock()],
  ['RLock', () => new RLock()],
] as const;

test.each(both)('%s: taken and given back, both faces', async (_, make) => {
  const lock = make();
  expect([lock.locked(), lock.getValue()]).toEqual([false, 1]);
  expect(lock.acquireSync()).toBe(true);
  expect([lock.locked(), lock.getValue(), lock.ownerDied]).toEqual([true, 0, false]);
  lock.release();
  expect(await lock.acquire()).toBe(true);
  lock.release();
  expect(lock.tryAcquire()).toBe(true);
  lock.release();
  expect(lock.locked()).toBe(false);
});

test.each([
  ['a number', 20],
  ['zero', 0],
  ['a negative number', -5],
  ['false', false],
  ['{ timeout }', { timeout: 20 }],
  ['{ block: false }', { block: false }],
  ['{ block: false, timeout }', { block: false, timeout: 100_000 }],
])('a held Lock is not acquired within %s', async (_, options) => {
  const lock = new Lock();
  lock.acquireSync();
  expect(lock.acquireSync(options)).toBe(false);
  expect(await lock.acquire(options)).toBe(false);
  expect(lock.tryAcquire()).toBe(false);
  lock.release();
  expect(lock.tryAcquire()).toBe(true);
});

test.each([
  ['a string', 'x', 'ERR_INVALID_ARG_TYPE'],
  ['NaN', NaN, 'ERR_OUT_OF_RANGE'],
  ['{ timeout: string }', { timeout: '1' }, 'ERR_INVALID_ARG_TYPE'],
  ['{ block: 1 }', { block: 1 }, 'ERR_INVALID_ARG_TYPE'],
  ['{ signal: {} }', { signal: {} }, 'ERR_INVALID_ARG_TYPE'],
])('options that are %s are refused, also by a free lock', async (_, options, code) => {
  for (const [, make] of both) {
    const lock = make();
    expect(() => lock.acquireSync(options as never)).toThrow(expect.objectContaining({ code }));
    await expect(lock.acquire(options as never)).rejects.toMatchObject({ code });
    expect(lock.locked()).toBe(false);
  }
});

test('a Lock released too often', () => {
  const lock = new Lock();
  expect(() => lock.release()).toThrow(StateError);
  expect(() => lock.release()).toThrow(expect.objectContaining({ code: 'ERR_RELEASED_TOO_MANY_TIMES' }));
});

test('a Lock is not reentrant, an RLock is', () => {
  const lock = new Lock();
  const rlock = new RLock();
  expect([lock.acquireSync(), lock.acquireSync(10)]).toEqual([true, false]);
  expect([rlock.acquireSync(), rlock.acquireSync(), rlock.tryAcquire()]).toEqual([true, true, true]);
  expect(inspect(rlock)).toBe('<RLock(owner=this process, 3)>');
  rlock.release();
  rlock.release();
  expect(rlock.locked()).toBe(true);
  rlock.release();
  expect(rlock.locked()).toBe(false);
  expect(() => rlock.release()).toThrow(expect.objectContaining({ code: 'ERR_NOT_OWNER' }));
});

test('tasks of one process get a Lock in the order they asked', async () => {
  const lock = new Lock();
  const order: number[] = [];
  lock.acquireSync();
  const tasks = Array.from({ length: 50 }, (_, i) =>
    lock.with(async () => {
      order.push(i);
      await Promise.resolve();
    }),
  );
  lock.release();
  await Promise.all(tasks);
  expect(order).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect(lock.locked()).toBe(false);
});

test('no two tasks are inside at once', async () => {
  const lock = new Lock();
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 200 }, () =>
      lock.with(async () => {
        most = Math.max(most, ++inside);
        await new Promise(setImmediate);
        inside--;
      }),
    ),
  );
  expect(most).toBe(1);
});

test('tasks exclude each other in the with of an RLock, which is reentrant inside', async () => {
  const lock = new RLock();
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 50 }, () =>
      lock.with(async () => {
        most = Math.max(most, ++inside);
        await new Promise(setImmediate);
        await lock.with(async () => {
          expect(await lock.acquire()).toBe(true);
          await new Promise(setImmediate);
          lock.release();
        });
        inside--;
      }),
    ),
  );
  expect([most, lock.locked()]).toEqual([1, false]);
  await lock.acquire();
  expect(await lock.acquire(0)).toBe(true);
  lock.release();
  lock.release();
});

test('an abort ends the wait with its reason and leaves the lock to the others', async () => {
  const lock = new Lock();
  lock.acquireSync();
  const controller = new AbortController();
  const first = lock.acquire({ signal: controller.signal });
  const second = lock.acquire();
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(first).rejects.toBe(reason);
  lock.release();
  expect(await second).toBe(true);
  lock.release();
  await expect(lock.acquire({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  expect(lock.locked()).toBe(false);
});

test('a timed-out waiter leaves the queue', async () => {
  const lock = new Lock();
  lock.acquireSync();
  const outcomes = await Promise.all([lock.acquire(10), lock.acquire(30), lock.acquire(20)]);
  expect(outcomes).toEqual([false, false, false]);
  lock.release();
  expect(lock.tryAcquire()).toBe(true);
});

test.each(both)('%s: with and withSync release whatever happens', async (_, make) => {
  const lock = make();
  expect(await lock.with(async () => 5)).toBe(5);
  expect(lock.withSync(() => 6)).toBe(6);
  await expect(lock.with(() => Promise.reject(new Error('a')))).rejects.toThrow('a');
  expect(() =>
    lock.withSync(() => {
      throw new Error('b');
    }),
  ).toThrow('b');
  const wrong = { code: 'ERR_INVALID_ARG_TYPE' };
  await expect(lock.with(5 as never)).rejects.toMatchObject(wrong);
  expect(() => lock.withSync(null as never)).toThrow(expect.objectContaining(wrong));
  expect(lock.locked()).toBe(false);
});

test('with gives up after its timeout', async () => {
  const lock = new Lock();
  lock.acquireSync();
  await expect(lock.with(() => 1, 10)).rejects.toThrow(TimeoutError);
  expect(() => lock.withSync(() => 1, 10)).toThrow(TimeoutError);
});
