// A process object from start to join, with a target that does nothing.
import { perOperation, python } from './harness/index.mjs';
import { emptyWorker, forkedProgram } from './harness/peers.mjs';

const COUNT = 100;

async function startJoin(join) {
  const { Process } = await import('forkable');
  return perOperation('µs', COUNT, () => {
    const child = new Process({ target: () => {} });
    child.start();
    return join(child);
  });
}

export default {
  name: 'process',
  title: 'Process: start and join',
  groups: [
    {
      name: 'start-join',
      title: 'one after the other',
      unit: 'µs',
      better: 'lower',
      contestants: {
        'forkable Process, joinSync': () => startJoin((child) => child.joinSync()),
        'forkable Process, await join': () => startJoin((child) => child.join()),
        'CPython multiprocessing.Process': python('process.py', [COUNT]),
        'child_process.fork': () => perOperation('µs', 10, forkedProgram, 1),
        'new Worker': () => perOperation('µs', 20, emptyWorker, 2),
      },
      aims: [
        {
          text: 'faster than CPython',
          ratio: ['CPython multiprocessing.Process', 'forkable Process, joinSync'],
          moreThan: 1,
        },
        {
          text: '10 × faster than a Worker',
          ratio: ['new Worker', 'forkable Process, joinSync'],
          atLeast: 10,
        },
      ],
    },
  ],
};
