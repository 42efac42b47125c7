import { existsSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Listener, type Address, type Connection } from 'forkable';
import { describe, expect, test } from 'vitest';
import { countFds, keeper } from '../helpers/open';
import { runFixture } from '../helpers/program';

const keep = keeper();
let unique = 0;
const abstract = (): string => `\0forkable-test-${process.pid}-${unique++}`;
const temporary = (): string => path.join(tmpdir(), `forkable-test-${process.pid}-${unique++}`);
const refused = { name: 'AuthenticationError', code: 'ERR_AUTHENTICATION' };

async function connected(listener: Listener, authkey?: string): Promise<[Connection, Connection]> {
  const [a, b] = await Promise.all([listener.accept(), Client(listener.address, { authkey })]);
  return [keep(a), keep(b)];
}

describe.each<[string, () => Address | undefined]>([
  ['a path of its own', () => undefined],
  ['a path', temporary],
  ['an abstract name', abstract],
  ['TCP', () => ['127.0.0.1', 0]],
  ['TCP, by name', () => ['localhost', 0]],
  ['TCP, everywhere', () => ['', 0]],
  ['TCP, IPv6', () => ['::1', 0]],
])('at %s', (_, address) => {
  test.each([undefined, 'secret', ''])('connects, key %j', async (authkey) => {
    const listener = keep(new Listener(address(), { authkey }));
    const [server, client] = await connected(listener, authkey);
    server.sendSync({ from: 'server' });
    client.sendSync({ from: 'client' });
    expect([await client.recv(), await server.recv()]).toEqual([{ from: 'server' }, { from: 'client' }]);
    const large = Buffer.alloc(3 << 20, 7);
    const sent = client.sendBytes(large);
    expect((await server.recvBytes()).equals(large)).toBe(true);
    await sent;
  });

  test('connects blocking, between processes, with a key', async () => {
    const kind = address();
    const result = await runFixture('connection/blocking-client.mjs', {
      args: [JSON.stringify(kind ?? null)],
    });
    expect(result.json()).toEqual({ answer: 'pong', wrong: ['AuthenticationError', 'AuthenticationError'] });
  });

  test('closing says so, ends accept and refuses later callers', async () => {
    const listener = new Listener(address());
    const waiting = [listener.accept(), listener.accept()];
    listener.close();
    listener.close();
    const closed = { name: 'OSError', message: 'listener is closed', code: 'EBADF' };
    for (const one of waiting) await expect(one).rejects.toMatchObject(closed);
    await expect(listener.accept()).rejects.toMatchObject(closed);
    expect(() => listener.acceptSync()).toThrow(expect.objectContaining(closed));
    expect(() => listener.fileno()).toThrow(expect.objectContaining(closed));
    expect(listener.closed).toBe(true);
    const gone = await Client(listener.address).catch((reason: unknown) => reason);
    expect(['FileNotFoundError', 'ConnectionRefusedError']).toContain((gone as Error).name);
  });

  test('accept gives up in time, by signal, and goes on', async () => {
    const listener = keep(new Listener(address()));
    const abort = new AbortController();
    const waiting = listener.accept({ signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await expect(listener.accept(10)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(() => listener.acceptSync(10)).toThrow(expect.objectContaining({ name: 'TimeoutError' }));
    await connected(listener);
  });
});

test('knows its address and where callers come from', async () => {
  const listener = keep(new Listener(['127.0.0.1', 0]));
  const [host, port] = listener.address as [string, number];
  expect(host).toBe('127.0.0.1');
  expect(port).toBeGreaterThan(0);
  expect(listener.lastAccepted).toBe(null);
  await connected(listener);
  expect(listener.lastAccepted).toEqual(['127.0.0.1', expect.any(Number)]);
  const local = keep(new Listener());
  await connected(local);
  expect(local.lastAccepted).toBe('');
});

test('the file of a Unix socket is private and goes with its listener', () => {
  const own = keep(new Listener());
  const file = own.address as string;
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  own.close();
  expect(existsSync(path.dirname(file))).toBe(false);
  const given = temporary();
  const listener = keep(new Listener(given));
  expect(statSync(given).mode & 0o777).toBe(0o600);
  listener.close();
  expect(existsSync(given)).toBe(false);
});

test('a folder for temporary files with a name too long for a socket', async () => {
  const folder = path.join(tmpdir(), `forkable-test-${process.pid}-${'x'.repeat(100)}`);
  const { TMPDIR } = process.env;
  process.env['TMPDIR'] = folder;
  try {
    await connected(keep(new Listener()));
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
  }
});

test('a file that somebody put in its place stays', () => {
  const given = temporary();
  const listener = keep(new Listener(given));
  unlinkSync(given);
  writeFileSync(given, 'mine');
  listener.close();
  expect(readFileSync(given, 'utf8')).toBe('mine');
  unlinkSync(given);
});

test.each<[string, unknown, unknown, string]>([
  ['an address that is taken', undefined, {}, 'EADDRINUSE'],
  ['a path that is too long', '/tmp/' + 'x'.repeat(110), {}, 'ENAMETOOLONG'],
  ['a directory that is not there', '/nowhere/at/all/socket', {}, 'ENOENT'],
  ['an empty path', '', {}, 'ERR_OUT_OF_RANGE'],
  ['a path with NUL', '/tmp/a\0b', {}, 'ERR_OUT_OF_RANGE'],
  ['a number', 5, {}, 'ERR_INVALID_ARG_TYPE'],
  ['a host without a port', ['127.0.0.1'], {}, 'ERR_INVALID_ARG_TYPE'],
  ['a port that is none', ['127.0.0.1', 70000], {}, 'ERR_OUT_OF_RANGE'],
  ['a host that is none', ['no-such-host.invalid', 1], {}, 'ENOTFOUND|EAI_AGAIN'],
  ['a key that is a number', abstract(), { authkey: 5 }, 'ERR_INVALID_ARG_TYPE'],
  ['a backlog of nothing', abstract(), { backlog: 0 }, 'ERR_OUT_OF_RANGE'],
])('Listener refuses %s', (_, address, options, code) => {
  const taken = keep(new Listener(temporary()));
  const before = countFds();
  const given = (address === undefined ? taken.address : address) as Address;
  expect(() => new Listener(given, options as object)).toThrow(
    expect.objectContaining({ code: expect.stringMatching(`^(${code})$`) as string }),
  );
  expect(countFds()).toBe(before);
});

test.each<[string, Address, string]>([
  ['no such file', '/tmp/forkable-nobody-here', 'FileNotFoundError'],
  ['nobody at the port', ['127.0.0.1', 1], 'ConnectionRefusedError'],
  ['nobody at the name', '\0forkable-nobody-here', 'ConnectionRefusedError'],
])('Client finds %s', async (_, address, name) => {
  const before = countFds();
  await expect(Client(address)).rejects.toMatchObject({ name });
  await expect(Client(address, { authkey: 'k' })).rejects.toMatchObject({ name });
  expect(countFds()).toBe(before);
});

describe('with a key', () => {
  test('a wrong one is refused on both sides, and the next caller is heard', async () => {
    const listener = keep(new Listener(undefined, { authkey: 'right' }));
    for (const authkey of ['wrong', '', Buffer.alloc(5000)]) {
      const [accepted, client] = await Promise.allSettled([
        listener.accept(),
        Client(listener.address, { authkey }),
      ]);
      expect(accepted).toMatchObject({ reason: { ...refused, message: 'digest received was wrong' } });
      expect(client).toMatchObject({ reason: { ...refused, message: 'digest sent was rejected' } });
    }
    await connected(listener, 'right');
  });

  test('the listener must have it too', async () => {
    const listener = keep(new Listener());
    const accepted = listener.accept();
    const client = expect(Client(listener.address, { authkey: 'k' })).rejects.toMatchObject({
      ...refused,
      message: 'digest received was wrong',
    });
    const server = keep(await accepted);
    server.sendBytesSync('#CHALLENGE#' + 'x'.repeat(20));
    await server.recvBytes();
    server.sendBytesSync('#WELCOME#');
    const challenge = await server.recvBytes();
    expect(challenge.subarray(0, 11).toString()).toBe('#CHALLENGE#');
    server.sendBytesSync('x'.repeat(16));
    expect((await server.recvBytes()).toString()).toBe('#FAILURE#');
    await client;
  });

  test('a client that meets a listener without one is told in time', async () => {
    const listener = keep(new Listener());
    const accepted = listener.accept();
    const client = Client(listener.address, { authkey: 'k', handshakeTimeout: 30 });
    await expect(client).rejects.toMatchObject(refused);
    keep(await accepted);
    await expect(Client(listener.address, { authkey: 'k', timeout: 20 })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  test('callers that say nothing keep nobody waiting', async () => {
    const listener = keep(new Listener(['127.0.0.1', 0], { authkey: 'k' }));
    const [host, port] = listener.address as [string, number];
    const silent = Array.from({ length: 20 }, () => net.connect(port, host));
    await Promise.all(silent.map((socket) => new Promise((resolve) => socket.on('connect', resolve))));
    const started = performance.now();
    for (let i = 0; i < 5; i++) await connected(listener, 'k');
    expect(performance.now() - started).toBeLessThan(5000);
    for (const socket of silent) socket.destroy();
  });

  test('silence has a time limit', async () => {
    const listener = keep(new Listener(['127.0.0.1', 0], { authkey: 'k', handshakeTimeout: 50 }));
    const [host, port] = listener.address as [string, number];
    const silent = net.connect(port, host);
    const hungUp = new Promise((resolve) => silent.on('data', () => {}).on('close', resolve));
    await expect(listener.accept()).rejects.toMatchObject(refused);
    await hungUp;
  });

  test('silence has a time limit for acceptSync too', async () => {
    const listener = keep(new Listener(undefined, { authkey: 'k', handshakeTimeout: 50 }));
    const silent = keep(await Client(listener.address));
    expect(() => listener.acceptSync()).toThrow(expect.objectContaining(refused));
    expect((await silent.recvBytes()).subarray(0, 11).toString()).toBe('#CHALLENGE#');
    await expect(silent.recv()).rejects.toMatchObject({ code: 'ERR_EOF' });
  });

  test.each<[string, Buffer]>([
    ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['a huge length', Buffer.from([0x7f, 0xff, 0xff, 0xff, 1, 2, 3])],
    ['a message of 257 bytes', Buffer.concat([Buffer.from([0, 0, 1, 1]), Buffer.alloc(257)])],
    ['an object', Buffer.from([0, 0, 0, 1, 0])],
    ['half a message', Buffer.from([0, 0, 0, 9, 1])],
    ['nothing', Buffer.alloc(0)],
  ])('a caller that sends %s and hangs up is refused', async (_, bytes) => {
    const listener = keep(new Listener(['127.0.0.1', 0], { authkey: 'k' }));
    const [host, port] = listener.address as [string, number];
    const accepted = listener.accept();
    const socket = net.connect(port, host, () => socket.end(bytes));
    socket.on('error', () => {});
    await expect(accepted).rejects.toMatchObject(refused);
    socket.destroy();
    await connected(listener, 'k');
  });

  test('nothing is left open after a thousand refusals', async () => {
    const listener = keep(new Listener(undefined, { authkey: 'k' }));
    const attempt = (): Promise<unknown> =>
      Promise.allSettled([listener.accept(), Client(listener.address, { authkey: 'x' })]);
    await attempt();
    const before = countFds();
    for (let i = 0; i < 20; i++) await Promise.all(Array.from({ length: 50 }, attempt));
    expect(countFds()).toBe(before);
  });
});

test('is iterated until it is closed; callers without the key are passed over', async () => {
  const listener = keep(new Listener(undefined, { authkey: 'k' }));
  const served = (async () => {
    let count = 0;
    for await (const conn of listener) {
      conn.sendSync(++count);
      conn.close();
    }
    return count;
  })();
  for (let i = 1; i <= 3; i++) {
    await expect(Client(listener.address, { authkey: 'x' })).rejects.toMatchObject(refused);
    const conn = keep(await Client(listener.address, { authkey: 'k' }));
    expect(await conn.recv()).toBe(i);
  }
  listener.close();
  expect(await served).toBe(3);
});

test('many callers at once are all heard, with a short backlog', async () => {
  const listener = keep(new Listener(undefined, { authkey: 'k', backlog: 5 }));
  const conns = await Promise.all(Array.from({ length: 400 }, () => connected(listener, 'k')));
  expect(new Set(conns.flat()).size).toBe(800);
  for (const end of conns.flat()) end.close();
});

test('an abstract name has a limit', () => {
  expect(() => new Listener('\0' + 'x'.repeat(120))).toThrow(
    expect.objectContaining({ code: 'ENAMETOOLONG' }),
  );
});
