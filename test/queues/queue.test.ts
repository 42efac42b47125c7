import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { Empty, Full, Queue, SimpleQueue } from 'forkable';

const made: { close(): void }[] = [];
const queue = <T = unknown>(maxsize?: number): Queue<T> => {
  const q = new Queue<T>(maxsize);
  made.push(q);
  return q;
};
afterEach(() => {
  for (const q of made.splice(0)) q.close();
});

const closed = expect.objectContaining({ code: 'ERR_CLOSED' }) as Error;
const uncloneable = expect.objectContaining({ name: 'DataCloneError' }) as Error;

test('first in, first out; empty, full, qsize', () => {
  const q = queue<number>(3);
  expect([q.empty(), q.full(), q.qsize()]).toEqual([true, false, 0]);
  for (const n of [1, 2, 3]) q.putSync(n);
  expect([q.empty(), q.full(), q.qsize()]).toEqual([false, true, 3]);
  expect([q.getSync(), q.getSync(), q.getSync()]).toEqual([1, 2, 3]);
  expect([q.empty(), q.full(), q.qsize()]).toEqual([true, false, 0]);
});

test('values of every kind, each in its place', async () => {
  const values = [
    0,
    -1,
    1.5,
    -0,
    NaN,
    200,
    2 ** 31,
    'é漢',
    '',
    null,
    undefined,
    true,
    10n ** 20n,
    { a: [1] },
    [new Map([[1, 2]])],
  ];
  const q = queue();
  for (const value of values) await q.put(value);
  for (const value of values) expect(await q.get()).toStrictEqual(value);
});

test('an error arrives as one', async () => {
  const q = queue<Error>();
  q.putSync(new TypeError('x', { cause: 'y' }));
  const error = await q.get();
  expect(error).toBeInstanceOf(TypeError);
  expect([error.message, error.cause]).toEqual(['x', 'y']);
});

test('nothing there: Empty, at once or when the time is up', async () => {
  const q = queue();
  expect(() => q.getNowait()).toThrow(Empty);
  expect(() => q.getSync(0)).toThrow(Empty);
  expect(() => q.getSync({ block: false })).toThrow(Empty);
  expect(() => q.getSync({ timeout: 5 })).toThrow(Empty);
  expect(() => q.getSync(-3)).toThrow(Empty);
  await expect(q.get(5)).rejects.toThrow(Empty);
  await expect(q.get({ block: false, timeout: 60_000 })).rejects.toThrow(Empty);
  await expect(q.get({ timeout: 0 })).rejects.toMatchObject({ code: 'ERR_QUEUE_EMPTY' });
});

test('no room: Full, at once or when the time is up', async () => {
  const q = queue(1);
  q.putNowait('in');
  expect(() => q.putNowait('out')).toThrow(Full);
  expect(() => q.putSync('out', 5)).toThrow(Full);
  expect(() => q.putSync('out', { block: false })).toThrow(Full);
  await expect(q.put('out', 5)).rejects.toThrow(Full);
  await expect(q.put('out', { block: false })).rejects.toMatchObject({ code: 'ERR_QUEUE_FULL' });
  expect(q.qsize()).toBe(1);
  expect(q.getNowait()).toBe('in');
});

test('a timeout is not shorter than it says', async () => {
  const q = queue();
  const start = performance.now();
  await expect(q.get(30)).rejects.toThrow(Empty);
  expect(() => q.getSync(30)).toThrow(Empty);
  expect(performance.now() - start).toBeGreaterThanOrEqual(59);
});

test('who waits is served in the order of coming', async () => {
  const q = queue<number>();
  const waiting = [q.get(), q.get(), q.get()];
  for (const n of [1, 2, 3]) q.putSync(n);
  expect(await Promise.all(waiting)).toEqual([1, 2, 3]);
});

test('one who comes later does not overtake those who wait', async () => {
  const q = queue<number>();
  const first = q.get();
  q.putSync(1);
  q.putSync(2);
  const second = q.get();
  expect(await second).toBe(2);
  expect(await first).toBe(1);
});

test('put waits for room, in the order of coming', async () => {
  const q = queue<number>(1);
  await q.put(0);
  const waiting = [q.put(1), q.put(2)];
  const seen = [await q.get(), await q.get(), await q.get()];
  await Promise.all(waiting);
  expect(seen).toEqual([0, 1, 2]);
});

test('what is changed after put() is not seen, waiting or not', async () => {
  const q = queue<{ n: number } | Buffer>(1);
  const value = { n: 1 };
  q.putSync(value);
  const [small, large] = [{ n: 1 }, Buffer.alloc(100_000, 1)];
  const waiting = [q.put(small), q.put(large)];
  value.n = small.n = 2;
  large.fill(2);
  expect([await q.get(), await q.get()]).toEqual([{ n: 1 }, { n: 1 }]);
  expect(((await q.get()) as Buffer).equals(Buffer.alloc(100_000, 1))).toBe(true);
  await Promise.all(waiting);
});

test('one waits in vain, the next does not', async () => {
  const q = queue<string>();
  const vain = expect(q.get(5)).rejects.toThrow(Empty);
  const patient = q.get();
  await vain;
  q.putSync('for the patient');
  expect(await patient).toBe('for the patient');
});

test('an aborted wait rejects with the reason and takes nothing', async () => {
  const q = queue<string>(1);
  const control = new AbortController();
  const waiting = q.get({ signal: control.signal });
  const reason = new Error('no longer');
  control.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  q.putSync('kept');
  await expect(q.get({ signal: control.signal })).rejects.toBe(reason);
  await expect(q.put('more', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  const late = new AbortController();
  const putting = q.put('more', { signal: late.signal });
  late.abort();
  await expect(putting).rejects.toMatchObject({ name: 'AbortError' });
  expect([q.getNowait(), q.qsize()]).toEqual(['kept', 0]);
});

test('what cannot be cloned throws in the caller, and nothing is put', async () => {
  const q = queue();
  expect(() => q.putSync(() => 1)).toThrow(uncloneable);
  expect(() => q.putNowait({ deep: [Symbol('s')] })).toThrow(uncloneable);
  await expect(q.put(new WeakMap())).rejects.toThrow(uncloneable);
  expect(() => q.putSync(q)).toThrow(uncloneable);
  expect(q.qsize()).toBe(0);
  q.putSync('fine');
  expect(q.getSync()).toBe('fine');
});

test('a getter that uses the queue while it is put', () => {
  const q = queue();
  q.putSync({
    before: 'b',
    get inner(): number {
      q.putSync(12345);
      q.putSync('from inside');
      return 1;
    },
  });
  expect([q.getSync(), q.getSync(), q.getSync()]).toEqual([12345, 'from inside', { before: 'b', inner: 1 }]);
});

test('close rejects what waits, and everything after it', async () => {
  const q = queue<number>(1);
  q.putSync(1);
  const full = expect(q.put(2)).rejects.toThrow(closed);
  const other = queue();
  const empty = expect(other.get()).rejects.toThrow(closed);
  q.close();
  other.close();
  await Promise.all([full, empty]);
  q.close();
  expect(q.closed).toBe(true);
  for (const call of [
    () => q.putSync(1),
    () => q.getSync(),
    () => q.getNowait(),
    () => q.putNowait(1),
    () => q.qsize(),
    () => q.empty(),
    () => q.full(),
  ]) {
    expect(call).toThrow(closed);
  }
  await expect(q.get()).rejects.toThrow(closed);
  await expect(q.put(1)).rejects.toThrow(closed);
});

test('a closed queue does not lend its number to the next', () => {
  const first = queue();
  first.close();
  const second = queue();
  second.putSync('mine');
  first.close();
  expect(() => first.getSync(0)).toThrow(closed);
  expect(second.getSync(0)).toBe('mine');
});

test('using closes', () => {
  const q = new Queue();
  q[Symbol.dispose]();
  expect(q.closed).toBe(true);
});

test('iteration yields what comes and ends when the queue is closed here', async () => {
  const q = queue<number>();
  const seen: number[] = [];
  const loop = (async () => {
    for await (const value of q) seen.push(value);
  })();
  for (const n of [1, 2, 3]) q.putSync(n);
  while (seen.length < 3) await delay(1);
  q.close();
  await loop;
  expect(seen).toEqual([1, 2, 3]);
  expect(await q[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
});

test('joinThread comes after close; cancelJoinThread does nothing', async () => {
  const q = queue();
  await expect(q.joinThread()).rejects.toMatchObject({ code: 'ERR_INVALID_STATE' });
  expect(() => q.joinThreadSync()).toThrow(expect.objectContaining({ code: 'ERR_INVALID_STATE' }) as Error);
  q.cancelJoinThread();
  q.close();
  await q.joinThread();
});

test.each([
  ['a maxsize that is a string', () => new Queue('3' as unknown as number), 'ERR_INVALID_ARG_TYPE'],
  ['a maxsize with a fraction', () => new Queue(1.5), 'ERR_OUT_OF_RANGE'],
  ['a timeout that is a string', () => queue().getSync('1' as unknown as number), 'ERR_INVALID_ARG_TYPE'],
  ['a timeout that is NaN', () => queue().getSync(NaN), 'ERR_OUT_OF_RANGE'],
  [
    'a block that is a number',
    () => queue().getSync({ block: 1 as unknown as boolean }),
    'ERR_INVALID_ARG_TYPE',
  ],
  ['a signal that is none', () => queue().getSync({ signal: {} as AbortSignal }), 'ERR_INVALID_ARG_TYPE'],
])('%s is refused', (_, call, code) => {
  expect(call).toThrow(expect.objectContaining({ code }) as Error);
});

test.each([0, -1, -100])('maxsize %d: no limit', (maxsize) => {
  const q = queue(maxsize);
  for (let i = 0; i < 1000; i++) q.putNowait(i);
  expect([q.qsize(), q.full()]).toEqual([1000, false]);
});

test('loops of calls that need not wait let the event loop turn', async () => {
  const q = queue<number>();
  let turned = false;
  setImmediate(() => (turned = true));
  for (let i = 0; i < 2000; i++) await q.put(i);
  expect(turned).toBe(true);
  turned = false;
  setImmediate(() => (turned = true));
  for (let i = 0; i < 2000; i++) await q.get();
  expect(turned).toBe(true);
});

test('SimpleQueue', async () => {
  const q = new SimpleQueue<number>();
  made.push(q);
  q.putSync(1);
  await q.put(2);
  expect([q.getSync(), await q.get(), q.empty()]).toEqual([1, 2, true]);
  q.close();
  expect(() => q.putSync(1)).toThrow(closed);
});
