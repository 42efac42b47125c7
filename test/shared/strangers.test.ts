/** Objects of shared memory between programs that are no relatives. */
import { Lock, Pipe, Queue, RawArray, RawValue, SharedMemory, Value } from 'forkable';
import { describe, expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

const scenes: [scene: string, result: unknown][] = [
  [
    'exclusion',
    {
      ...{ Lock: [true, 0], RLock: [true, 0], Condition: [true, 0] },
      ...{ Semaphore: [true, 0], BoundedSemaphore: [true, 0] },
    },
  ],
  ['death', { before: [false, false, false], after: [true, true, true], died: [7, true] }],
  ['waiting', { event: true, condition: true, barrier: [0, 1] }],
  [
    'memory',
    {
      values: [2.5, '-1', 10, 20, 3, 0.25, 'HI', 7, 'TWO'],
      record: [true, 30],
      memories: [50, 60],
      locks: [false, 'function', 'function'],
    },
  ],
  [
    'queues',
    {
      Queue: ['stranger', 'and back'],
      SimpleQueue: ['stranger', 'and back'],
      JoinableQueue: ['stranger', 'and back'],
      Connection: 'through the connection',
      after: 1,
    },
  ],
  ['passedOn', { same: true, seen: true, inherited: true, died: true }],
  ['leases', { intact: 200 }],
  ['many', { length: 1000, shared: 5 }],
];

describe.each(['settled', 'new'])('a stranger, %s', (kind) => {
  test.each(scenes)('%s', async (scene, result) => {
    const run = await runFixture('shared/strangers.mjs', { args: [scene, kind], execArgv: ['--expose-gc'] });
    expect(run.json()).toEqual(result);
  });
});

test('without a way for descriptors: arrays are copied, all else is refused in the sender', () => {
  const queue = new Queue();
  const refused = expect.objectContaining({ name: 'DataCloneError' });
  for (const thing of [
    new Lock(),
    Value('i', 1),
    RawValue('d'),
    new SharedMemory({ anonymous: true, size: 8 }),
  ]) {
    expect(() => queue.putSync(thing)).toThrow(refused);
  }
  queue.putSync(RawArray('i', [1, 2]));
  expect(queue.getSync()).toEqual(Int32Array.of(1, 2));
  const memory = new SharedMemory({ create: true, size: 8 });
  queue.putSync(memory);
  const attached = queue.getSync() as SharedMemory;
  attached.buf![0] = 9;
  expect(memory.buf![0]).toBe(9);
  for (const thing of [attached, memory]) thing.close();
  memory.unlink();
  queue.close();
});

test('to oneself: the same memory', () => {
  const [a, b] = Pipe();
  const total = Value('i', 1);
  a.sendSync([total, total]);
  const [first, second] = b.recvSync() as (typeof total)[];
  expect(first).toBe(second);
  first!.value = 5;
  expect(total.value).toBe(5);
  expect(total.getLock().tryAcquire()).toBe(true);
  expect(first!.getLock().locked()).toBe(true);
  for (const end of [a, b]) end.close();
});
