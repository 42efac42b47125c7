// Peers that do not do their part: clear errors within the time given, and nothing left open.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { type Address, Client, type Connection, Listener, type OSError } from 'forkable';
import { describe, expect, test, vi } from 'vitest';
import { countFds, keeper } from '../helpers/open';

const keep = keeper();

/** A server of Node that does `greet` with everybody who comes. */
async function serverThat(greet: (socket: net.Socket) => void): Promise<[net.Server, Address]> {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    greet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return [server, ['127.0.0.1', (server.address() as net.AddressInfo).port]];
}

test.each<[string, (socket: net.Socket) => void, RegExp]>([
  [
    'greets in another protocol',
    (socket) => socket.write('220 mail.example ESMTP\r\n'),
    /^ERR_AUTHENTICATION: .*bad message length/,
  ],
  [
    'sends nonsense and hangs up',
    (socket) => socket.end(Buffer.alloc(100, 1)),
    /^ERR_AUTHENTICATION: .*bad message length/,
  ],
  ['accepts and says nothing', () => {}, /^ERR_AUTHENTICATION: .*took too long/],
  ['ends its half and goes on reading', (socket) => socket.end(), /^ERR_AUTHENTICATION: .*hung up/],
  // In the middle of the handshake, or before connect(2) has been asked for its result.
  ['resets the connection', (socket) => socket.resetAndDestroy(), /^(ERR_AUTHENTICATION|ECONNRESET): /],
])('a client with a key at a server that %s', async (_, greet, expected) => {
  const sockets: net.Socket[] = [];
  const [server, address] = await serverThat((socket) => {
    sockets.push(socket);
    greet(socket);
  });
  const before = countFds();
  for (let i = 0; i < 3; i++) {
    const refused = await Client(address, { authkey: 'k', handshakeTimeout: 100 }).then(
      () => 'connected',
      ({ code, message }: OSError) => `${code}: ${message}`,
    );
    expect(refused).toMatch(expected);
  }
  await vi.waitUntil(() => sockets.length === 3);
  for (const socket of sockets) socket.destroy();
  await Promise.all(sockets.map((socket) => socket.closed || once(socket, 'close')));
  expect(countFds()).toBe(before);
  server.close();
});

describe.each<[string, () => Address | undefined]>([
  ['Unix', () => undefined],
  ['TCP', () => ['127.0.0.1', 0]],
])('%s', (_, address) => {
  async function pair(): Promise<[Connection, Connection]> {
    const listener = keep(new Listener(address()));
    const [a, b] = await Promise.all([listener.accept(), Client(listener.address)]);
    listener.close();
    return [keep(a), keep(b)];
  }

  test.each<[string, (end: Connection, bytes: Buffer) => Promise<void>]>([
    ['send', (end, bytes) => end.sendBytes(bytes, 0, null, 50)],
    ['sendSync', async (end, bytes) => end.sendBytesSync(bytes, 0, null, 50)],
  ])('a peer that stops reading: %s gives up in time and closes', async (__, send) => {
    const before = countFds();
    const [end, peer] = await pair();
    const bytes = Buffer.alloc(64 << 20);
    await expect(send(end, bytes)).rejects.toMatchObject({ name: 'TimeoutError', code: 'ETIMEDOUT' });
    expect(end.closed).toBe(true);
    await expect(send(end, bytes)).rejects.toMatchObject({ code: 'EBADF' });
    await expect(peer.recvBytes()).rejects.toMatchObject({ code: 'ERR_TRUNCATED_MESSAGE' });
    peer.close();
    expect(countFds()).toBe(before);
  });

  test('a signal ends a send to a peer that stops reading', async () => {
    const [end] = await pair();
    const abort = new AbortController();
    const sent = end.sendBytes(Buffer.alloc(64 << 20), 0, null, { signal: abort.signal });
    setImmediate(() => abort.abort());
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    expect(end.closed).toBe(true);
  });

  test('a peer that goes away unread: the sender is told', async () => {
    const [end, peer] = await pair();
    const sent = expect(end.sendBytes(Buffer.alloc(64 << 20))).rejects.toMatchObject({
      code: expect.stringMatching(/^(EPIPE|ECONNRESET)$/) as string,
    });
    peer.close();
    await sent;
  });
});

test('half open: who has ended its half still gets the answer', async () => {
  const listener = keep(new Listener(['127.0.0.1', 0]));
  const [host, port] = listener.address as [string, number];
  const socket = net.connect({ host, port, allowHalfOpen: true });
  const server = keep(await listener.accept());
  socket.end(Buffer.from([0, 0, 0, 2, 0x68, 0x69]));
  expect((await server.recvBytes()).toString()).toBe('hi');
  await expect(server.recvBytes()).rejects.toMatchObject({ name: 'EOFError', code: 'ERR_EOF' });
  server.sendBytesSync('bye');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString('latin1')).toBe('\0\0\0\x03bye');
  socket.destroy();
});

/** Seconds until the keep-alive timer of the connection between two ports fires, as proc_net_tcp has it. */
function keptAliveFor(from: number, to: number): number {
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
  const lines = readFileSync('/proc/net/tcp', 'latin1').split('\n');
  const found = lines
    .map((line) => line.trim().split(/\s+/))
    .find(([, local, remote]) => local?.endsWith(`:${hex(from)}`) && remote?.endsWith(`:${hex(to)}`));
  const [timer, when] = (found?.[5] ?? '').split(':') as [string, string];
  return timer === '02' ? Number.parseInt(when, 16) / 100 : NaN;
}

test('half open: the system asks after a host that says nothing', async () => {
  const listener = keep(new Listener(['127.0.0.1', 0]));
  const [server] = await Promise.all([listener.accept(), Client(listener.address).then(keep)]);
  keep(server);
  const [, port] = listener.address as [string, number];
  const [, caller] = listener.lastAccepted as [string, number];
  for (const seconds of [keptAliveFor(port, caller), keptAliveFor(caller, port)]) {
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
  }
});
