// A dict that processes share: one entry read, one written, from one process. In a manager's server, in shared memory, and
// in Redis on the loopback interface, one command at a time.
import { perOperation, python } from './harness/index.mjs';
import { withRedis } from './peers/redis.mjs';

const COUNT = 20_000;
/** V8 compiles what runs often, in two processes here; that takes some thousand calls, of which a program has the cost once. */
const WARMUP = 5000;

async function managed(operation) {
  const { Manager } = await import('forkable');
  const manager = Manager();
  const d = manager.dict({ key: 1 });
  const figure = await perOperation('µs', COUNT, () => operation(d), WARMUP);
  await manager.shutdown();
  return figure;
}

async function shared(operation) {
  const { SharedDict } = await import('forkable');
  const d = new SharedDict({ key: 1 });
  return perOperation('µs', 20 * COUNT, () => operation(d));
}

/** A command of Redis, as its protocol writes it. */
const redisCommand = (...words) =>
  `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;

const inRedis = (command) =>
  withRedis(async (ask) => {
    await ask(redisCommand('SET', 'key', '1'));
    return perOperation('µs', COUNT, () => ask(command), WARMUP);
  });

const OURS = 'forkable Manager().dict()';
const THEIRS = 'CPython Manager().dict()';
const SHARED = 'forkable SharedDict';
const REDIS = 'Redis, node:net';

const group = (name, title, operation, command, aims = []) => ({
  name,
  title,
  unit: 'µs',
  better: 'lower',
  contestants: {
    [OURS]: () => managed(operation),
    [THEIRS]: python('manager.py', [name, COUNT]),
    [SHARED]: () => shared(operation),
    [REDIS]: () => inRedis(command),
  },
  aims: [{ text: 'twice as fast as CPython', ratio: [THEIRS, OURS], atLeast: 2 }, ...aims],
});

export default {
  name: 'manager',
  title: 'A dict that processes share',
  groups: [
    group('get', 'd.key', (d) => d.key, redisCommand('GET', 'key'), [
      { text: 'SharedDict within a microsecond', figure: SHARED, atMost: 1 },
    ]),
    group(
      'set',
      'd.key = 2',
      (d) => {
        d.key = 2;
      },
      redisCommand('SET', 'key', '2'),
    ),
  ],
};
