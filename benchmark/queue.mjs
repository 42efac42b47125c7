// Messages between processes: what a queue carries in a second.
import { fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { c, perOperation, python } from './harness/index.mjs';
import { messages } from './peers/messages.mjs';

const producer = new URL('./peers/producer.mjs', import.meta.url);

/** Calls a second, from the start of the producers to the last message taken. */
async function perSecond(count, run) {
  const begin = process.hrtime.bigint();
  await run();
  return count / (Number(process.hrtime.bigint() - begin) / 1e9);
}

async function throughQueue(kind, count, { producers = 1, maxsize = 0, face = 'sync' } = {}) {
  const { Queue, os } = await import('forkable');
  const queue = new Queue(maxsize);
  const each = Math.floor(count / producers);
  const pids = [];
  const figure = await perSecond(each * producers, async () => {
    for (let p = 0; p < producers; p++) {
      const pid = os.fork();
      if (pid === 0) {
        for (let i = 0; i < each; i++) queue.putSync(messages[kind]);
        os._exit(0);
      }
      pids.push(pid);
    }
    if (face === 'sync') for (let i = 0; i < each * producers; i++) queue.getSync();
    else for (let i = 0; i < each * producers; i++) await queue.get();
  });
  for (const pid of pids) os.waitpid(pid, 0);
  return figure;
}

/** µs to hand a child `size` bytes and hear that it has read the last one: in a shared segment, or as bytes. */
async function handOver(size, shared) {
  const { os, Queue, SharedMemory } = await import('forkable');
  const [there, back] = [new Queue(), new Queue()];
  const pid = os.fork();
  if (pid === 0) {
    for (let value; (value = there.getSync()) !== null;) {
      back.putSync((value.buf ?? value)[size - 1]);
      value.close?.();
    }
    os._exit(0);
  }
  const segment = shared ? new SharedMemory({ create: true, size }) : null;
  const bytes = segment?.buf ?? Buffer.alloc(size);
  bytes[size - 1] = 42;
  const figure = await perOperation('µs', 20, () => {
    there.putSync(segment ?? bytes);
    if (back.getSync() !== 42) throw new Error('another byte came');
  });
  there.putSync(null);
  os.waitpid(pid, 0);
  segment?.unlink();
  return figure;
}

function received(emitter, count) {
  return new Promise((resolve, reject) => {
    let left = count;
    emitter.on('message', () => --left === 0 && resolve());
    emitter.on('error', reject);
  });
}

function throughPort(kind, count, producers = 1) {
  const each = count / producers;
  return perSecond(count, async () => {
    const workers = Array.from(
      { length: producers },
      () => new Worker(producer, { workerData: [kind, each] }),
    );
    await Promise.all(workers.map((worker) => received(worker, each)));
  });
}

function throughIpc(kind, count) {
  return perSecond(count, async () => {
    const child = fork(producer, [kind, String(count)], { serialization: 'advanced' });
    await received(child, count);
  });
}

// For about a second each: what starts takes its time to warm up, and that share should be the same for all.
const SECONDS_WORTH = {
  int: { queue: 4_000_000, port: 1_000_000, ipc: 120_000, python: 150_000 },
  object: { queue: 1_500_000, port: 500_000, ipc: 100_000, python: 140_000 },
};

const small = (kind, { queue, port, ipc, python: slowly } = SECONDS_WORTH[kind]) => ({
  'forkable Queue, getSync': () => throughQueue(kind, queue),
  'forkable Queue, await get': () => throughQueue(kind, queue, { face: 'async' }),
  'CPython multiprocessing.Queue': python('mp_queue.py', [kind, slowly, 1, 0]),
  'worker_threads MessagePort': () => throughPort(kind, port),
  'child_process IPC (advanced)': () => throughIpc(kind, ipc),
});

const fourProducers = (kind, { queue, port, python: slowly } = SECONDS_WORTH[kind]) => ({
  'forkable Queue, getSync': () => throughQueue(kind, queue, { producers: 4 }),
  'CPython multiprocessing.Queue': python('mp_queue.py', [kind, slowly, 4, 0]),
  'worker_threads MessagePort': () => throughPort(kind, port, 4),
});

const cRing = c('ring.c', [8, 6_000_000, 1024]);

const aim = (text, peer, ratio, ours = 'forkable Queue, getSync') => ({
  text,
  ratio: [ours, peer],
  atLeast: ratio,
});

export default {
  name: 'queue',
  title: 'Queues: messages from one process to another',
  limit: 240_000,
  notes:
    'The start of the producers is within the time; each contestant has messages for about a second, so that its ' +
    'share is the same for all. The C rings have fixed slots and no serializer: the limit of the machine. The 1 MiB ' +
    'messages of the queue arrive in memory of their own, which comes back when the engine has collected 32 MiB of ' +
    'buffers, those of the C ring in the same place each time, which stays in the cache of its CPU: the C ring with 32 ' +
    'places in turn is the limit for the queue.',
  groups: [
    {
      name: 'int',
      title: 'one integer, one producer',
      unit: 'messages/s',
      better: 'higher',
      contestants: { ...small('int'), 'C ring with futex': cRing },
      aims: [
        aim('15 × CPython', 'CPython multiprocessing.Queue', 15),
        aim('5 × MessagePort', 'worker_threads MessagePort', 5),
        aim('half of the C ring', 'C ring with futex', 0.5),
      ],
    },
    {
      name: 'object',
      title: 'a small object, one producer',
      unit: 'messages/s',
      better: 'higher',
      contestants: small('object'),
      aims: [aim('4 × MessagePort', 'worker_threads MessagePort', 4)],
    },
    {
      name: 'int-4p',
      title: 'one integer, four producers',
      unit: 'messages/s',
      better: 'higher',
      contestants: {
        ...fourProducers('int'),
        'C ring with futex': c('ring_many.c', [8, 4_000_000, 1024, 4]),
        'C ring with futex, one producer': cRing,
      },
      aims: [
        aim('15 × CPython', 'CPython multiprocessing.Queue', 15),
        aim('5 × MessagePort', 'worker_threads MessagePort', 5),
        aim('half of the C ring', 'C ring with futex', 0.5),
      ],
    },
    {
      name: 'object-4p',
      title: 'a small object, four producers',
      unit: 'messages/s',
      better: 'higher',
      contestants: fourProducers('object'),
      aims: [aim('4 × MessagePort', 'worker_threads MessagePort', 4)],
    },
    {
      name: 'bytes',
      title: '1 MiB of bytes, at most 8 on their way',
      unit: 'messages/s',
      better: 'higher',
      contestants: {
        'forkable Queue, getSync': () => throughQueue('bytes', 2000, { maxsize: 8 }),
        'CPython multiprocessing.Queue': python('mp_queue.py', ['bytes', 300, 1, 8]),
        'worker_threads MessagePort': () => throughPort('bytes', 1000),
        'C ring with futex': c('ring.c', [1 << 20, 5000, 8]),
        'C ring, 32 places in turn': c('ring.c', [1 << 20, 3000, 8, 32]),
      },
      aims: [
        aim('half of the C ring', 'C ring with futex', 0.5),
        aim('half of the C ring that uses as much memory', 'C ring, 32 places in turn', 0.5),
      ],
    },
    {
      name: 'shared',
      title: 'handing over memory, and the answer',
      unit: 'µs',
      better: 'lower',
      contestants: {
        'forkable SharedMemory of 64 MiB': () => handOver(64 << 20, true),
        'forkable SharedMemory of 64 KiB': () => handOver(64 << 10, true),
        'forkable Buffer of 64 MiB': () => handOver(64 << 20, false),
      },
      aims: [
        {
          text: 'no copy: 10 × faster than the bytes',
          ratio: ['forkable Buffer of 64 MiB', 'forkable SharedMemory of 64 MiB'],
          atLeast: 10,
        },
      ],
    },
  ],
};
