// Locks, hand-overs and values between processes, beside C and CPython.
import { c, elapsed, perOperation, python } from './harness/index.mjs';

/** Runs `child` in a forked process and `parent` here, at the same time; resolves with the time both took. */
async function together(unit, os, parent, child) {
  return elapsed(unit, async () => {
    const pid = os.fork();
    if (pid === 0) {
      await child();
      os._exit(0);
    }
    await parent();
    os.waitpid(pid, 0);
  });
}

/** After a warm-up: compiling keeps the second core busy. */
async function pingPong(count) {
  const { os, Semaphore } = await import('forkable');
  const [mine, yours] = [new Semaphore(0), new Semaphore(0)];
  const play = (wait, wake, rounds) => {
    for (let i = 0; i < rounds; i++) {
      wait.acquireSync();
      wake.release();
    }
  };
  mine.release();
  const pid = os.fork();
  if (pid === 0) {
    play(yours, mine, 2 * count);
    os._exit(0);
  }
  play(mine, yours, count);
  const figure = (await elapsed('µs', () => play(mine, yours, count))) / count;
  os.waitpid(pid, 0);
  return figure;
}

async function contended(count) {
  const { os, Lock, RawValue } = await import('forkable');
  const [lock, counter] = [new Lock(), RawValue('i')];
  const work = () => {
    for (let i = 0; i < count; i++) {
      lock.acquireSync();
      counter.value++;
      lock.release();
    }
  };
  return (await together('ns', os, work, work)) / (2 * count);
}

async function contendedAsync(count) {
  const { os, Lock, RawValue } = await import('forkable');
  const [lock, counter] = [new Lock(), RawValue('i')];
  const work = async () => {
    for (let i = 0; i < count; i++) await lock.with(() => counter.value++);
  };
  return (await together('ns', os, work, work)) / (2 * count);
}

/** The best of several loops of one million: a plain loop, long enough to be compiled. */
async function loops(times, count, body) {
  let best = Infinity;
  for (let i = 0; i < times; i++) best = Math.min(best, await elapsed('ns', () => body(count)));
  return best / count;
}

const sum = (array) => {
  let total = 0;
  for (let i = 0; i < array.length; i++) total += array[i];
  return total;
};

export default {
  name: 'sync',
  title: 'locks and shared values',
  notes:
    'Hand-overs between two processes depend on where the scheduler puts them: on two free cores a short spin sees ' +
    'the change, on one core it is lost time, so that the spin adapts.',
  groups: [
    {
      name: 'uncontended',
      title: 'acquire + release, nobody else',
      unit: 'ns',
      better: 'lower',
      contestants: {
        'forkable Lock': async () => {
          const { Lock } = await import('forkable');
          const lock = new Lock();
          return loops(5, 1_000_000, (count) => {
            for (let i = 0; i < count; i++) {
              lock.acquireSync();
              lock.release();
            }
          });
        },
        'forkable Lock, async': async () => {
          const { Lock } = await import('forkable');
          const lock = new Lock();
          return perOperation('ns', 300_000, async () => {
            await lock.acquire();
            lock.release();
          });
        },
        'C mutex': c('sync.c', ['uncontended', 5_000_000], ['-lpthread']),
        'CPython Lock': python('sync.py', ['uncontended', 1_000_000]),
      },
      aims: [
        { text: 'at most 50 ns', figure: 'forkable Lock', atMost: 50 },
        { text: 'within 2.1 × of C', ratio: ['forkable Lock', 'C mutex'], atMost: 2.1 },
        { text: 'faster than CPython', ratio: ['CPython Lock', 'forkable Lock'], moreThan: 1 },
      ],
    },
    {
      name: 'contended',
      title: 'two processes fight for one lock',
      unit: 'ns',
      better: 'lower',
      contestants: {
        'forkable Lock': () => contended(300_000),
        'forkable Lock, async': () => contendedAsync(20_000),
        'C mutex': c('sync.c', ['contended', 1_000_000], ['-lpthread']),
        'CPython Lock': python('sync.py', ['contended', 200_000]),
      },
      aims: [{ text: 'faster than CPython', ratio: ['CPython Lock', 'forkable Lock'], moreThan: 1 }],
    },
    {
      name: 'pingpong',
      title: 'two processes wake each other in turn, a round trip',
      unit: 'µs',
      better: 'lower',
      contestants: {
        'forkable Semaphore': () => pingPong(50_000),
        'C futex': c('sync.c', ['pingpong', 50_000, 0], ['-lpthread']),
        'C futex, spinning': c('sync.c', ['pingpong', 50_000, 2000], ['-lpthread']),
      },
      aims: [
        { text: 'at most 2 µs with both cores free', figure: 'forkable Semaphore', atMost: 2 },
        { text: 'within 1.3 × of C without spinning', ratio: ['forkable Semaphore', 'C futex'], atMost: 1.3 },
      ],
    },
    {
      name: 'value',
      title: 'reading or writing one shared number',
      unit: 'ns',
      better: 'lower',
      contestants: {
        'forkable RawValue': async () => {
          const { RawValue } = await import('forkable');
          const value = RawValue('i');
          return loops(5, 5_000_000, (count) => {
            let total = 0;
            for (let i = 0; i < count; i += 2) {
              value.value = i;
              total += value.value;
            }
            return total;
          });
        },
        'CPython RawValue': python('sync.py', ['value', 500_000]),
      },
      aims: [
        { text: 'at most 3 ns', figure: 'forkable RawValue', atMost: 3 },
        { text: '5 × faster than CPython', ratio: ['CPython RawValue', 'forkable RawValue'], atLeast: 5 },
      ],
    },
    {
      name: 'sum',
      title: 'the sum of a million doubles',
      unit: 'ms',
      better: 'lower',
      contestants: {
        'forkable Array': async () => {
          const { Array } = await import('forkable');
          const array = Array('d', 1_000_000);
          return (await loops(10, 1, () => sum(array))) / 1e6;
        },
        Float64Array: async () => {
          const array = new Float64Array(1_000_000);
          return (await loops(10, 1, () => sum(array))) / 1e6;
        },
        'CPython RawArray': python('sync.py', ['sum', 1_000_000]),
      },
      aims: [
        { text: 'as fast as a plain typed array', ratio: ['forkable Array', 'Float64Array'], atMost: 1.1 },
        { text: 'faster than CPython', ratio: ['CPython RawArray', 'forkable Array'], moreThan: 1 },
      ],
    },
  ],
};
