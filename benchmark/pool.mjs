// A pool against those of others: one task and its result, many tiny tasks, from nothing to the first result, and
// what two processors bring.
import { fileURLToPath } from 'node:url';
import { elapsed, perOperation, python } from './harness/index.mjs';
import parts from './peers/primes.cjs';

const ONE_BY_ONE = 2000;
// What a compiler that learns as it goes needs to have learnt; the same for all pools of Node.
const WARM_UP = 5000;
const TINY = 20_000;
const task = fileURLToPath(new URL('peers/square.cjs', import.meta.url));
const square = (n) => n * n;

// Each makes a pool of two, takes one result from it, hands `use` the way to run a task, and ends the pool.

async function forkable(use) {
  const { Pool } = await import('forkable');
  const pool = new Pool(2);
  await pool.apply(square, [1]);
  const result = await use((n) => pool.apply(square, [n]));
  await pool[Symbol.asyncDispose]();
  return result;
}

async function executor(use) {
  const { ProcessPoolExecutor } = await import('forkable');
  const own = new ProcessPoolExecutor(2);
  await own.submit(square, 1);
  const result = await use((n) => own.submit(square, n).result());
  await own.shutdown();
  return result;
}

async function piscina(use) {
  const { Piscina } = await import('piscina');
  const pool = new Piscina({ filename: task, minThreads: 2, maxThreads: 2 });
  await pool.run(1);
  const result = await use((n) => pool.run(n));
  await pool.destroy();
  return result;
}

async function tinypool(use, runtime = 'worker_threads') {
  const { Tinypool } = await import('tinypool');
  const pool = new Tinypool({ filename: task, minThreads: 2, maxThreads: 2, runtime });
  await pool.run(1);
  const result = await use((n) => pool.run(n));
  await pool.destroy();
  return result;
}

async function workerpool(use) {
  const { default: library } = await import('workerpool');
  const pool = library.pool({ maxWorkers: 2, workerType: 'process' });
  await pool.exec(square, [1]);
  const result = await use((n) => pool.exec(square, [n]));
  await pool.terminate();
  return result;
}

const latency = (run) => perOperation('µs', ONE_BY_ONE, () => run(7), WARM_UP);

/** Twice, the second time counts. */
async function rate(run) {
  await allAtOnce(run);
  return (TINY / (await elapsed('ms', () => allAtOnce(run)))) * 1000;
}

function allAtOnce(run) {
  const results = [];
  for (let n = 0; n < TINY; n++) results.push(run(n));
  return Promise.all(results);
}

/** µs from nothing, the library loaded, to the first result; the median of several pools. */
const first = (pool) => async () => {
  const times = [];
  await pool(() => {}); // loads the library
  for (let n = 0; n < 7; n++) {
    const began = performance.now();
    await pool(() => times.push((performance.now() - began) * 1000));
  }
  return times.sort((a, b) => a - b)[3];
};

const PARTS = Array.from({ length: 40 }, (_, index) => index);

/** How many times faster `run` counts the primes than this process alone: the better of its times before and after. */
async function speedUp(run) {
  const alone = () => elapsed('ms', () => PARTS.reduce((sum, part) => sum + parts(part), 0));
  parts(0); // compiled
  const [before, together, after] = [await alone(), await elapsed('ms', run), await alone()];
  return Math.min(before, after) / together;
}

async function speedUpOfPool() {
  const { Pool } = await import('forkable');
  const pool = new Pool(2);
  await pool.map(parts, [0, 0]);
  const result = await speedUp(() => pool.map(parts, PARTS));
  await pool[Symbol.asyncDispose]();
  return result;
}

async function speedUpOfForks() {
  const { os } = await import('forkable');
  return speedUp(() => {
    const pids = [0, 1].map((half) => {
      const pid = os.fork();
      if (pid > 0) return pid;
      for (const part of PARTS) if (part % 2 === half) parts(part);
      return os._exit(0);
    });
    for (const pid of pids) os.waitpid(pid, 0);
  });
}

async function speedUpOfPiscina() {
  const { Piscina } = await import('piscina');
  const filename = fileURLToPath(new URL('peers/primes.cjs', import.meta.url));
  const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2 });
  await Promise.all([pool.run(0), pool.run(0)]);
  const result = await speedUp(() => Promise.all(PARTS.map((part) => pool.run(part))));
  await pool.destroy();
  return result;
}

const OTHERS = ['piscina (threads)', 'tinypool (threads)', 'workerpool (processes)'];

export default {
  name: 'pool',
  title: 'Pool: one task, many tiny tasks, the first result, two processors',
  notes:
    'All pools have two workers; those of Node have had 5000 tasks before the first is timed, and 20000 before ' +
    'the tiny ones. The time to the first result begins with the library loaded and ends before the ' +
    'pool does. The speed-up is against the same work done by one process in the same trial.',
  groups: [
    {
      name: 'latency',
      title: 'submit one task and wait for its result',
      unit: 'µs',
      better: 'lower',
      contestants: {
        'forkable Pool': () => forkable(latency),
        'forkable ProcessPoolExecutor': () => executor(latency),
        'CPython Pool.apply': python('pool.py', ['latency', ONE_BY_ONE]),
        'CPython ProcessPoolExecutor': python('pool.py', ['executor', ONE_BY_ONE]),
        'piscina (threads)': () => piscina(latency),
        'tinypool (threads)': () => tinypool(latency),
        'workerpool (processes)': () => workerpool(latency),
      },
      aims: [
        { text: 'at most 40 µs', figure: 'forkable ProcessPoolExecutor', atMost: 40 },
        {
          text: '5 × faster than the executor of CPython',
          ratio: ['CPython ProcessPoolExecutor', 'forkable ProcessPoolExecutor'],
          atLeast: 5,
        },
      ],
    },
    {
      name: 'tiny',
      title: `${TINY} tiny tasks submitted at once`,
      unit: 'tasks/s',
      better: 'higher',
      contestants: {
        'forkable Pool': () => forkable(rate),
        'CPython Pool': python('pool.py', ['tiny', TINY]),
        'piscina (threads)': () => piscina(rate),
        'tinypool (threads)': () => tinypool(rate),
        'workerpool (processes)': () => workerpool(rate),
      },
      aims: [
        {
          text: '4 × the best pool of Node',
          ratio: ['forkable Pool', OTHERS],
          atLeast: 4,
        },
      ],
    },
    {
      name: 'first',
      title: 'make a pool and get one result',
      unit: 'µs',
      better: 'lower',
      contestants: {
        'forkable Pool': first(forkable),
        'forkable ProcessPoolExecutor': first(executor),
        'CPython Pool': python('pool.py', ['create', 7]),
        'piscina (threads)': first(piscina),
        'tinypool (threads)': first(tinypool),
        'workerpool (processes)': first(workerpool),
      },
      aims: [{ text: '5 × faster than the best pool of Node', ratio: [OTHERS, 'forkable Pool'], atLeast: 5 }],
    },
    {
      name: 'speed-up',
      title: 'counting primes with two workers: speed-up',
      unit: '× of one process',
      better: 'higher',
      contestants: {
        'forkable Pool': speedUpOfPool,
        'two plain forks': speedUpOfForks,
        'piscina (threads)': speedUpOfPiscina,
      },
      aims: [{ text: '0.95 of two plain forks', ratio: ['forkable Pool', 'two plain forks'], atLeast: 0.95 }],
    },
  ],
};
