// Messages through a pipe between two processes: there and back, and one way.
import { c, elapsed, python } from './harness/index.mjs';
import { pair } from './peers/pipe.mjs';

const ROUNDS = 20_000;
const BULK = 200;
const MIB = 1 << 20;

/** µs for a message of 64 bytes to a child and back. */
async function pingPong(face) {
  const { os, Pipe } = await import('forkable');
  const [here, there] = Pipe();
  const message = Buffer.alloc(64);
  const total = ROUNDS + ROUNDS / 10;
  const pid = os.fork();
  if (pid === 0) {
    for (let i = 0; i < total; i++) there.sendBytesSync(there.recvBytesSync());
    os._exit(0);
  }
  const rounds = async (count) => {
    for (let i = 0; i < count; i++) {
      if (face === 'sync') {
        here.sendBytesSync(message);
        here.recvBytesSync();
      } else {
        await here.sendBytes(message);
        await here.recvBytes();
      }
    }
  };
  await rounds(ROUNDS / 10);
  const figure = (await elapsed('µs', () => rounds(ROUNDS))) / ROUNDS;
  os.waitpid(pid);
  return figure;
}

/** MiB a second of buffers of 1 MiB from a child: in memory of their own, or all in the same place. */
async function bulk(inPlace) {
  const { os, Pipe } = await import('forkable');
  const [reader, writer] = Pipe();
  const pid = os.fork();
  if (pid === 0) {
    const message = Buffer.alloc(MIB, 1);
    for (let i = 0; i < BULK + 20; i++) writer.sendBytesSync(message);
    os._exit(0);
  }
  const place = Buffer.alloc(MIB);
  const receive = (count) => {
    for (let i = 0; i < count; i++) {
      if (inPlace) reader.recvBytesIntoSync(place);
      else reader.recvBytesSync();
    }
  };
  receive(20);
  const ms = await elapsed('ms', () => receive(BULK));
  os.waitpid(pid);
  return (BULK / ms) * 1000;
}

export default {
  name: 'pipe',
  title: 'Pipe: messages between two processes',
  notes:
    'Buffers of 1 MiB: the C program reads every message into the same megabyte, which stays in the cache of its CPU; so does ' +
    'recvBytesInto. recvBytes gives each message memory of its own, which comes back when the engine has collected 32 MiB of ' +
    'buffers: the C program with 32 places in turn is the limit for that.',
  groups: [
    {
      name: 'ping-pong',
      title: '64 bytes there and back',
      unit: 'µs',
      better: 'lower',
      contestants: {
        'forkable, blocking': () => pingPong('sync'),
        'forkable, promises': () => pingPong('async'),
        'C socketpair': c('pipe.c', ['ping-pong', ROUNDS]),
        'CPython Pipe': python('pipe.py', ['ping-pong', ROUNDS]),
        'MessagePort of a Worker': () => pair.worker(ROUNDS / 4),
        'child_process IPC': () => pair.child(ROUNDS / 10),
      },
      aims: [{ text: 'within 1.3 × of C', ratio: ['forkable, blocking', 'C socketpair'], atMost: 1.3 }],
    },
    {
      name: 'bulk',
      title: 'buffers of 1 MiB',
      unit: 'MiB/s',
      better: 'higher',
      contestants: {
        'forkable, recvBytes': () => bulk(false),
        'forkable, recvBytesInto': () => bulk(true),
        'C socketpair': c('pipe.c', ['bulk', BULK]),
        'C socketpair, 32 places in turn': c('pipe.c', ['bulk', BULK, 32]),
        'CPython Pipe': python('pipe.py', ['bulk', BULK]),
      },
      aims: [
        {
          text: 'in the same place: at least half of C',
          ratio: ['forkable, recvBytesInto', 'C socketpair'],
          atLeast: 0.5,
        },
        { text: 'at least half of C', ratio: ['forkable, recvBytes', 'C socketpair'], atLeast: 0.5 },
        {
          text: 'at least half of C that uses as much memory',
          ratio: ['forkable, recvBytes', 'C socketpair, 32 places in turn'],
          atLeast: 0.5,
        },
      ],
    },
  ],
};
