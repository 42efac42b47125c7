// A dict that processes share: one entry read, one written, from one process. In a manager's server, in shared memory,
// and in Redis.
import { perOperation, python } from './harness/index.mjs';
import { withRedis } from './peers/redis.mjs';

const COUNT = 10_000;

async function dict(operation) {
  const { Manager } = await import('forkable');
  const manager = Manager();
  const d = manager.dict({ key: 1 });
  const figure = await perOperation('µs', COUNT, () => operation(d));
  await manager.shutdown();
  return figure;
}

async function sharedDict(operation) {
  const { SharedDict } = await import('forkable');
  if (SharedDict === undefined) return { missing: 'not in this version' };
  const d = new SharedDict();
  d.key = 1;
  return perOperation('µs', 20 * COUNT, () => operation(d));
}

const redis = (command) => () =>
  withRedis(async (send) => {
    await send('SET key 1\r\n');
    return perOperation('µs', COUNT, () => send(command));
  });

const group = (name, title, operation, command, aims = []) => ({
  name,
  title,
  unit: 'µs',
  better: 'lower',
  contestants: {
    'forkable Manager().dict()': () => dict(operation),
    'forkable SharedDict': () => sharedDict(operation),
    'CPython Manager().dict()': python('manager.py', [name, COUNT]),
    'Redis, loopback': redis(command),
  },
  aims: [
    {
      text: 'twice as fast as CPython',
      ratio: ['CPython Manager().dict()', 'forkable Manager().dict()'],
      atLeast: 2,
    },
    ...aims,
  ],
});

export default {
  name: 'manager',
  title: 'A dict that processes share',
  notes:
    'The manager of forkable is asked by blocking calls, Redis by promises. `SharedDict` has no server: its entries are in ' +
    'shared memory.',
  groups: [
    group('get', 'd.key', (d) => d.key, 'GET key\r\n', [
      { text: 'SharedDict: at most 1 µs', figure: 'forkable SharedDict', atMost: 1 },
    ]),
    group(
      'set',
      'd.key = 2',
      (d) => {
        d.key = 2;
      },
      'SET key 2\r\n',
    ),
  ],
};
