import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import type { Connection } from 'forkable';
import { Client, connection, Listener, os, Pipe, wait, waitSync } from 'forkable';
import { expect, test } from 'vitest';
import { keeper } from '../helpers/open';

const keep = keeper();
function pipe(): [Connection, Connection] {
  const [a, b] = Pipe();
  return [keep(a), keep(b)];
}

test('is at the top level and in the namespace', () => {
  expect([connection.wait, connection.waitSync, connection.Client, connection.Listener]).toEqual([
    wait,
    waitSync,
    Client,
    Listener,
  ]);
});

test('gives those that are ready, in the order of the list', async () => {
  const ends = [pipe(), pipe(), pipe()];
  const readers = ends.map(([, b]) => b);
  ends[2]![0].sendSync('x');
  ends[0]![0].sendSync('x');
  expect(waitSync(readers)).toEqual([readers[0], readers[2]]);
  expect(await wait(readers)).toEqual([readers[0], readers[2]]);
  expect(await wait(new Set([readers[2]!, readers[1]!]))).toEqual([readers[2]]);
  expect(waitSync([readers[2]!, readers[2]!], 0)).toEqual([readers[2], readers[2]]);
});

test('waits until one is ready', async () => {
  const [a, b] = pipe();
  const [, d] = pipe();
  const ready = wait([b, d]);
  a.sendSync('now');
  expect(await ready).toEqual([b]);
});

test('an end of file is ready', async () => {
  const [a, b] = pipe();
  const ready = wait([b]);
  a.close();
  expect(await ready).toEqual([b]);
  expect(waitSync([b], 0)).toEqual([b]);
});

test('gives nothing when the time is up, and at once for an empty list', async () => {
  const [, b] = pipe();
  expect(await wait([b], 20)).toEqual([]);
  expect(await wait([b], 0)).toEqual([]);
  expect(waitSync([b], 20)).toEqual([]);
  expect(waitSync([b], -1)).toEqual([]);
  expect(await wait([])).toEqual([]);
  expect(waitSync([])).toEqual([]);
});

test('does not disturb a receive that is waiting on the same connection', async () => {
  const [a, b] = pipe();
  const received = b.recv();
  const ready = [wait([b]), wait([b, b]), b.poll(null)];
  a.sendSync('x');
  expect(await received).toBe('x');
  a.sendSync('y');
  expect((await Promise.all(ready)).map((one) => (Array.isArray(one) ? one[0] : one))).toEqual([b, b, true]);
});

test('leaves descriptors as they are', async () => {
  const [r, w] = os.pipe();
  const ready = wait([r]);
  expect(os.getBlocking(r)).toBe(true);
  os.write(w, Buffer.from('x'));
  expect(await ready).toEqual([r]);
  expect(os.getBlocking(r)).toBe(true);
  os.close(r);
  os.close(w);
});

test('a connection that is used on the loop stays blocking for others', async () => {
  const [a, b] = pipe();
  const received = b.recv();
  const sent = a.sendBytes(Buffer.alloc(1 << 20));
  expect([os.getBlocking(a.fileno()), os.getBlocking(b.fileno())]).toEqual([true, true]);
  a.close();
  await expect(received).rejects.toThrow();
  await expect(sent).rejects.toThrow();
});

test('takes sentinels: a pidfd is ready when its process has ended', async () => {
  const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  const sentinel = os.pidfdOpen(child.pid!);
  expect(waitSync([sentinel], 0)).toEqual([]);
  const ready = wait([sentinel, { sentinel }]);
  child.stdin!.end();
  expect(await ready).toEqual([sentinel, { sentinel }]);
  os.close(sentinel);
  if (child.exitCode === null) await once(child, 'exit');
});

test('takes sockets and servers of Node, and listeners', async () => {
  const server = keep(net.createServer()).listen(0);
  await once(server, 'listening');
  const listener = keep(new Listener());
  expect(await wait([server, listener], 0)).toEqual([]);
  const ready = wait([listener]);
  keep(await Client(listener.address));
  expect(await ready).toEqual([listener]);
  keep(await listener.accept());
  const socket = net.connect((server.address() as net.AddressInfo).port);
  const [peer] = (await once(server, 'connection')) as [net.Socket];
  if (socket.connecting) await once(socket, 'connect');
  peer.pause();
  socket.write('x');
  expect(await wait([peer])).toEqual([peer]);
  socket.destroy();
  peer.destroy();
});

test('a regular file is always ready', async () => {
  const file = os.memfdCreate('wait', 0);
  expect(await wait([file])).toEqual([file]);
  expect(waitSync([file])).toEqual([file]);
  os.close(file);
});

test('a signal ends it with its reason', async () => {
  const [, b] = pipe();
  const abort = new AbortController();
  const ready = wait([b], { signal: abort.signal });
  abort.abort();
  await expect(ready).rejects.toMatchObject({ name: 'AbortError' });
  await expect(wait([b], { signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
});

test('closing one of them ends it', async () => {
  const [, b] = pipe();
  const ready = wait([b]);
  b.close();
  await expect(ready).rejects.toMatchObject({ code: 'EBADF' });
  await expect(wait([b])).rejects.toMatchObject({ code: 'EBADF' });
});

test('refuses what is no list', async () => {
  await expect(wait(5 as never)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
  expect(() => waitSync(null as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
});

test.each<[string, unknown, string]>([
  ['a closed descriptor', 999_999, 'EBADF'],
  ['an object', {}, 'ERR_INVALID_ARG_TYPE'],
  ['null', null, 'ERR_INVALID_ARG_TYPE'],
  ['a fraction', 1.5, 'ERR_OUT_OF_RANGE'],
])('refuses %s', async (_, thing, code) => {
  await expect(wait([thing as number])).rejects.toMatchObject({ code });
  expect(() => waitSync([thing as number], 0)).toThrow(expect.objectContaining({ code }));
});
