// A dict in a manager's server: one entry read, one written, from one process.
import { perOperation, python } from './harness/index.mjs';

const COUNT = 10_000;

async function dict(operation) {
  const { Manager } = await import('forkable');
  const manager = Manager();
  const d = manager.dict({ key: 1 });
  const figure = await perOperation('µs', COUNT, () => operation(d));
  await manager.shutdown();
  return figure;
}

const group = (name, title, operation) => ({
  name,
  title,
  unit: 'µs',
  better: 'lower',
  contestants: {
    'forkable Manager().dict()': () => dict(operation),
    'CPython Manager().dict()': python('manager.py', [name, COUNT]),
  },
  aims: [
    {
      text: 'twice as fast as CPython',
      ratio: ['CPython Manager().dict()', 'forkable Manager().dict()'],
      atLeast: 2,
    },
  ],
});

export default {
  name: 'manager',
  title: 'Manager: a dict in another process',
  groups: [
    group('get', 'd.key', (d) => d.key),
    group('set', 'd.key = 2', (d) => {
      d.key = 2;
    }),
  ],
};
