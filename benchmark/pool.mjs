// A pool against those of others: one task and its result, many tiny tasks, from nothing to the first result.
import { fileURLToPath } from 'node:url';
import { perOperation, python } from './harness/index.mjs';

const ONE_BY_ONE = 2000;
const TINY = 30_000;
const task = fileURLToPath(new URL('peers/square.cjs', import.meta.url));
const square = (n) => n * n;

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

const latency = (run) => perOperation('µs', ONE_BY_ONE, () => run(7));

async function rate(run) {
  const began = performance.now();
  const results = [];
  for (let n = 0; n < TINY; n++) results.push(run(n));
  await Promise.all(results);
  return (TINY / (performance.now() - began)) * 1000;
}

const first = (pool) => () => perOperation('µs', 5, () => pool(() => undefined));

export default {
  name: 'pool',
  title: 'Pool: one task, many tiny tasks, the first result',
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
          ratio: ['forkable Pool', 'piscina (threads)'],
          atLeast: 4,
        },
      ],
    },
    {
      name: 'first',
      title: 'make a pool, get one result, end it',
      unit: 'µs',
      better: 'lower',
      contestants: {
        'forkable Pool': first(forkable),
        'CPython Pool(1)': python('pool.py', ['create', 5]),
        'piscina (threads)': first(piscina),
        'tinypool (threads)': first(tinypool),
        'workerpool (processes)': first(workerpool),
      },
      aims: [
        { text: '5 × faster than tinypool', ratio: ['tinypool (threads)', 'forkable Pool'], atLeast: 5 },
      ],
    },
  ],
};
