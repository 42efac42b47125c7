import { Client, Connection, Listener, Pipe, Queue } from 'forkable';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { countFds } from '../helpers/open';
import { runFixture } from '../helpers/program';

const open: { close(): unknown }[] = [];
function pipe(duplex?: boolean): [Connection, Connection] {
  const ends = Pipe(duplex);
  open.push(...ends);
  return ends;
}
let before = 0;
beforeAll(() => new Queue().close()); // what the first one opens for good
beforeEach(() => {
  before = countFds();
});
afterEach(() => {
  for (const thing of open.splice(0)) thing.close();
  expect(countFds()).toBe(before);
});

test('a connection sent over a pipe is the same end', async () => {
  const [a, b] = pipe();
  const [c, d] = pipe(false);
  a.sendSync({ inner: [d], note: 'here you are' });
  d.close(); // what was sent has left
  const got = (await b.recv()) as { inner: [Connection]; note: string };
  const [arrived] = got.inner;
  open.push(arrived);
  expect(arrived).toBeInstanceOf(Connection);
  expect([arrived.readable, arrived.writable]).toEqual([false, true]);
  arrived.sendSync('through it');
  expect(c.recvSync()).toBe('through it');
  arrived.close();
  await expect(c.recv()).rejects.toMatchObject({ code: 'ERR_EOF' });
});

test('descriptors stay with their messages', async () => {
  const [a, b] = pipe();
  const [c, d] = pipe();
  a.sendSync([c, c, d]);
  a.sendSync('nothing with it');
  a.sendSync(d);
  const first = b.recvSync() as Connection[];
  expect(first[0]).toBe(first[1]);
  expect(b.recvSync()).toBe('nothing with it');
  const last = b.recvSync() as Connection;
  open.push(...first, last);
  first[0]!.sendSync('hello');
  expect(last.recvSync()).toBe('hello');
});

test('a connection behind a large message that is on its way', async () => {
  const [a, b] = pipe();
  const [c, d] = pipe();
  const sent = [a.sendBytes(Buffer.alloc(4 << 20)), a.send(d)];
  d.close();
  expect(await b.recvBytes()).toHaveLength(4 << 20);
  const arrived = (await b.recv()) as Connection;
  open.push(arrived);
  await Promise.all(sent);
  arrived.sendSync(1);
  expect(c.recvSync()).toBe(1);
});

test('descriptors that nobody asks for are closed', async () => {
  const [a, b] = pipe();
  const [c] = pipe();
  const used = countFds();
  for (let i = 0; i < 5; i++) {
    a.sendSync([c, i]);
    b.recvBytesSync();
  }
  a.sendSync('last');
  b.recvSync();
  expect(countFds()).toBe(used);
  const sent = a.sendBytes(Buffer.alloc(4 << 20)).catch(() => {});
  const waiting = a.send(c).catch((error: Error & { code: string }) => error.code);
  a.close();
  await sent;
  expect(await waiting).toBe('EBADF');
});

test.each<[string, () => Promise<{ send(x: unknown): unknown }>]>([
  ['a simplex pipe', async () => pipe(false)[1]],
  [
    'TCP',
    async () => {
      const listener = new Listener(['127.0.0.1', 0]);
      const [server, client] = await Promise.all([listener.accept(), Client(listener.address)]);
      open.push(listener, server, client);
      return client;
    },
  ],
  [
    'a queue',
    async () => {
      const queue = new Queue();
      open.push(queue);
      return { send: async (x: unknown) => queue.put(x) };
    },
  ],
])('%s carries no descriptors: DataCloneError in the sender', async (_, make) => {
  const [c] = pipe();
  const channel = await make();
  await expect(Promise.resolve(channel.send([c]))).rejects.toMatchObject({ name: 'DataCloneError' });
});

test('a listener cannot be sent', () => {
  const [a] = pipe();
  const listener = new Listener();
  open.push(listener);
  expect(() => a.sendSync(listener)).toThrow(expect.objectContaining({ name: 'DataCloneError' }));
});

test('a closed connection cannot be sent', () => {
  const [a] = pipe();
  const [c] = pipe();
  c.close();
  expect(() => a.sendSync(c)).toThrow(expect.objectContaining({ code: 'EBADF' }));
});

test('a message that names descriptors it did not bring is refused', () => {
  const [a, b] = pipe();
  const [c] = pipe();
  a.sendSync([c]);
  const bytes = b.recvBytesSync();
  a.sendBytesSync(bytes);
  expect(() => b.recvSync()).toThrow(expect.objectContaining({ code: 'ERR_BAD_MESSAGE' }));
});

test('between processes, and with no descriptors left', async () => {
  const result = await runFixture('connection/send-connection.mjs');
  expect(result.json()).toEqual({
    answer: 'from the child, over the connection sent',
    code: 'EMFILE',
    after: 'well',
  });
});
