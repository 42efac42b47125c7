import { expect, test } from 'vitest';
import { JoinableQueue, Queue, TimeoutError } from 'forkable';

test('join is over when every value has been dealt with', async () => {
  using q = new JoinableQueue<number>();
  expect(q).toBeInstanceOf(Queue);
  await q.join();
  for (const n of [1, 2, 3]) q.putSync(n);
  let joined = false;
  const join = q.join().then(() => (joined = true));
  for (let i = 0; i < 2; i++) {
    await q.get();
    q.taskDone();
  }
  await expect(q.join(5)).rejects.toThrow(TimeoutError);
  expect(joined).toBe(false);
  expect(() => q.joinSync(5)).toThrow(TimeoutError);
  q.getSync();
  q.taskDone();
  await join;
  q.joinSync();
});

test('a value put meanwhile counts too', async () => {
  using q = new JoinableQueue<number>();
  q.putSync(1);
  const join = q.join();
  q.getSync();
  q.putSync(2);
  q.taskDone();
  await expect(Promise.race([join, Promise.resolve('still')])).resolves.toBe('still');
  q.getSync();
  q.taskDone();
  await join;
});

test('taskDone called too many times', () => {
  using q = new JoinableQueue();
  const tooMany = expect.objectContaining({ code: 'ERR_TASK_DONE' }) as Error;
  expect(() => q.taskDone()).toThrow(tooMany);
  q.putSync(1);
  q.taskDone();
  expect(() => q.taskDone()).toThrow(tooMany);
});

test('close and abort end a join', async () => {
  const q = new JoinableQueue();
  q.putSync(1);
  const control = new AbortController();
  const aborted = expect(q.join({ signal: control.signal })).rejects.toMatchObject({ name: 'AbortError' });
  control.abort();
  await aborted;
  const closed = expect(q.join()).rejects.toMatchObject({ code: 'ERR_CLOSED' });
  q.close();
  await closed;
  expect(() => q.taskDone()).toThrow(expect.objectContaining({ code: 'ERR_CLOSED' }) as Error);
});
