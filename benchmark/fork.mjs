// fork + exit + wait: ours beside a plain C fork of a process with as much private memory, CPython's os.fork and
// Node's own ways to start something.
import { c, perOperation, python } from './harness/index.mjs';
import { objectGraph, privateKiB } from './harness/heap.mjs';
import { emptyWorker, forkedProgram } from './harness/peers.mjs';

async function forkExitWait(count, megabytes) {
  const { os } = await import('forkable');
  const heap = objectGraph(megabytes);
  const figure = await perOperation('µs', count, () => {
    const pid = os.fork();
    if (pid === 0) os._exit(0);
    os.waitpid(pid, 0);
  });
  return { figure, kept: heap.length };
}

/** What a process has resident in which `forkExitWait` runs. */
async function resident(megabytes) {
  const { kept } = await forkExitWait(3, megabytes);
  return kept >= 0 ? privateKiB() : 0;
}

function group({ name, title, megabytes, count, peers, aims }) {
  return {
    name,
    title,
    unit: 'µs',
    better: 'lower',
    measures: { privateKiB: () => resident(megabytes) },
    contestants: {
      'forkable os.fork': async () => (await forkExitWait(count, megabytes)).figure,
      'C fork': c('fork.c', ({ privateKiB }) => [privateKiB, count]),
      'CPython os.fork': python('fork.py', ({ privateKiB }) => [privateKiB, count]),
      ...peers,
    },
    aims: [
      { text: 'within 1.3 × of C', ratio: ['forkable os.fork', 'C fork'], atMost: 1.3 },
      { text: 'faster than CPython', ratio: ['CPython os.fork', 'forkable os.fork'], moreThan: 1 },
      ...aims,
    ],
  };
}

export default {
  name: 'fork',
  title: 'fork + exit + wait',
  notes:
    'The C and Python processes hold as much private memory as the Node process has: the page tables of private ' +
    'memory are what a fork copies.',
  groups: [
    group({
      name: 'small',
      title: 'a fresh process',
      megabytes: 0,
      count: 200,
      peers: {
        'child_process.fork': () => perOperation('µs', 10, forkedProgram, 1),
        'new Worker': () => perOperation('µs', 20, emptyWorker, 2),
      },
      aims: [
        {
          text: '30 × faster than child_process.fork',
          ratio: ['child_process.fork', 'forkable os.fork'],
          atLeast: 30,
        },
      ],
    }),
    group({ name: 'heap', title: 'a heap of 200 MB', megabytes: 200, count: 40, peers: {}, aims: [] }),
  ],
};
