// A dict that processes share: one entry read, one written, from one process. In a manager's server, and in shared memory.
import { perOperation, python } from './harness/index.mjs';

const COUNT = 10_000;

async function managed(operation) {
  const { Manager } = await import('forkable');
  const manager = Manager();
  const d = manager.dict({ key: 1 });
  const figure = await perOperation('µs', COUNT, () => operation(d));
  await manager.shutdown();
  return figure;
}

async function shared(operation) {
  const { SharedDict } = await import('forkable');
  const d = new SharedDict({ key: 1 });
  return perOperation('µs', 20 * COUNT, () => operation(d));
}

const OURS = 'forkable Manager().dict()';
const THEIRS = 'CPython Manager().dict()';
const SHARED = 'forkable SharedDict';

const group = (name, title, operation, aims = []) => ({
  name,
  title,
  unit: 'µs',
  better: 'lower',
  contestants: {
    [OURS]: () => managed(operation),
    [THEIRS]: python('manager.py', [name, COUNT]),
    [SHARED]: () => shared(operation),
  },
  aims: [{ text: 'twice as fast as CPython', ratio: [THEIRS, OURS], atLeast: 2 }, ...aims],
});

export default {
  name: 'manager',
  title: 'A dict that processes share',
  groups: [
    group('get', 'd.key', (d) => d.key, [
      { text: 'SharedDict within a microsecond', figure: SHARED, atMost: 1 },
    ]),
    group('set', 'd.key = 2', (d) => {
      d.key = 2;
    }),
  ],
};
