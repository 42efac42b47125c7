import { constants } from 'node:buffer';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { BufferTooShort, Connection, EOFError, Pipe, os, TimeoutError } from 'forkable';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countFds } from '../helpers/open';

const open: Connection[] = [];
function pipe(duplex?: boolean): [Connection, Connection] {
  const ends = Pipe(duplex);
  open.push(...ends);
  return ends;
}
let fdsBefore = 0;
beforeEach(() => {
  const [a, b] = Pipe(); // whatever the first one loads stays
  a.close();
  b.close();
  fdsBefore = countFds();
});
afterEach(() => {
  for (const end of open.splice(0)) end.close();
  expect(countFds()).toBe(fdsBefore);
});

describe.each([
  ['duplex', true],
  ['simplex', false],
])('a %s pipe', (_, duplex) => {
  test.each([0, 1, 59, 60, 61, 4092, 4093, 65_535, 65_536, 65_537, 1 << 20, 16 << 20, 33 << 20])(
    'carries a message of %i bytes whole',
    async (size) => {
      const [reader, writer] = pipe(duplex);
      const message = Buffer.alloc(size, 'forkable');
      const sent = writer.sendBytes(message);
      const received = await reader.recvBytes();
      await sent;
      expect(received.equals(message)).toBe(true);
    },
  );

  test('keeps the order of concurrent sends and of concurrent receives', async () => {
    const [reader, writer] = pipe(duplex);
    const numbers = Array.from({ length: 200 }, (_, i) => i);
    const sends = numbers.map((i) => writer.send({ i, fill: 'x'.repeat((i % 5) * 30_000) }));
    const received = await Promise.all(numbers.map(() => reader.recv() as Promise<{ i: number }>));
    await Promise.all(sends);
    expect(received.map(({ i }) => i)).toEqual(numbers);
  });

  test('an empty message is a message', () => {
    const [reader, writer] = pipe(duplex);
    writer.sendBytesSync('');
    expect(reader.pollSync()).toBe(true);
    expect(reader.recvBytesSync()).toHaveLength(0);
  });

  test('ends for the reader when the writer is closed and everything is read', async () => {
    const [reader, writer] = pipe(duplex);
    writer.sendSync('last');
    writer.close();
    expect(reader.recvSync()).toBe('last');
    expect(reader.pollSync()).toBe(true);
    expect(await reader.poll(null)).toBe(true);
    await expect(reader.recv()).rejects.toThrow(EOFError);
    expect(() => reader.recvSync()).toThrow(EOFError);
    expect(() => reader.recvBytesSync()).toThrow(expect.objectContaining({ code: 'ERR_EOF' }));
  });

  test('a reader that is waiting learns of the end', async () => {
    const [reader, writer] = pipe(duplex);
    const waiting = [reader.recv(), reader.recv()];
    writer.close();
    for (const one of waiting) await expect(one).rejects.toThrow(EOFError);
  });

  test('is broken for the writer when the reader is closed', async () => {
    const [reader, writer] = pipe(duplex);
    writer.sendSync('never read');
    reader.close();
    expect(() => writer.sendSync(1)).toThrow(
      expect.objectContaining({ name: 'BrokenPipeError', code: 'EPIPE' }),
    );
    await expect(writer.send(1)).rejects.toMatchObject({ name: 'BrokenPipeError', code: 'EPIPE' });
  });

  test('a writer that is waiting learns that the reader is closed', async () => {
    const [reader, writer] = pipe(duplex);
    const sent = writer.sendBytes(Buffer.alloc(8 << 20));
    reader.close();
    await expect(sent).rejects.toMatchObject({ name: 'BrokenPipeError' });
  });

  test('is iterated to its end', async () => {
    const [reader, writer] = pipe(duplex);
    const written = (async () => {
      for (let i = 0; i < 300; i++) await writer.send(i);
      writer.close();
    })();
    const seen: unknown[] = [];
    for await (const value of reader) seen.push(value);
    await written;
    expect(seen).toEqual(Array.from({ length: 300 }, (_, i) => i));
  });
});

test('a loop of messages that are ready leaves the event loop its turn', async () => {
  const [reader, writer] = pipe();
  let turns = 0;
  let going = true;
  const tick = (): void => {
    turns++;
    if (going) setImmediate(tick);
  };
  setImmediate(tick);
  for (let i = 0; i < 5000; i++) {
    await writer.send(i);
    await reader.recv();
  }
  going = false;
  expect(turns).toBeGreaterThan(10);
});

test('both ends of a duplex pipe send and receive', async () => {
  const [a, b] = pipe();
  a.sendSync('to b');
  b.sendSync('to a');
  expect([await a.recv(), await b.recv()]).toEqual(['to a', 'to b']);
  expect([a.readable, a.writable, b.readable, b.writable]).toEqual([true, true, true, true]);
});

test('the ends of a simplex pipe know their direction', async () => {
  const [receiving, sending] = pipe(false);
  expect([receiving.readable, receiving.writable]).toEqual([true, false]);
  expect([sending.readable, sending.writable]).toEqual([false, true]);
  const readOnly = { name: 'OSError', message: 'connection is read-only', code: 'EBADF' };
  const writeOnly = { name: 'OSError', message: 'connection is write-only', code: 'EBADF' };
  expect(() => receiving.sendSync(1)).toThrow(expect.objectContaining(readOnly));
  expect(() => receiving.sendBytesSync('x')).toThrow(expect.objectContaining(readOnly));
  await expect(receiving.send(1)).rejects.toMatchObject(readOnly);
  await expect(receiving.sendBytes('x')).rejects.toMatchObject(readOnly);
  expect(() => sending.recvSync()).toThrow(expect.objectContaining(writeOnly));
  expect(() => sending.pollSync()).toThrow(expect.objectContaining(writeOnly));
  await expect(sending.recv()).rejects.toMatchObject(writeOnly);
  await expect(sending.recvBytes()).rejects.toMatchObject(writeOnly);
  await expect(sending.poll()).rejects.toMatchObject(writeOnly);
});

test('objects cross with their kind', async () => {
  const [a, b] = pipe();
  class Oops extends Error {}
  const error = Object.assign(new RangeError('far', { cause: new Oops('near') }), { extra: 1 });
  const value = {
    map: new Map([[1, new Set(['x'])]]),
    date: new Date(5),
    big: 10n ** 30n,
    bytes: Buffer.from('hi'),
  };
  await a.send([value, error]);
  const [got, gotError] = (await b.recv()) as [typeof value, typeof error];
  expect(got).toEqual(value);
  expect(Buffer.isBuffer(got.bytes)).toBe(true);
  expect(gotError).toBeInstanceOf(RangeError);
  expect(gotError).toMatchObject({ message: 'far', extra: 1, cause: { message: 'near' } });
});

test('what cannot be cloned throws in the sender and sends nothing', async () => {
  const [a, b] = pipe();
  expect(() => a.sendSync(() => {})).toThrow(expect.objectContaining({ name: 'DataCloneError' }));
  await expect(a.send({ f: () => {} })).rejects.toMatchObject({ name: 'DataCloneError' });
  expect(b.pollSync()).toBe(false);
});

describe('a closed connection', () => {
  const closed = { name: 'OSError', message: 'handle is closed', code: 'EBADF' };

  test('says so in every call', async () => {
    const [a] = pipe();
    expect(a.closed).toBe(false);
    a.close();
    a.close();
    expect(a.closed).toBe(true);
    for (const call of [
      () => a.sendSync(1),
      () => a.sendBytesSync('x'),
      () => a.recvSync(),
      () => a.recvBytesSync(),
      () => a.recvBytesIntoSync(Buffer.alloc(1)),
      () => a.pollSync(),
      () => a.fileno(),
    ]) {
      expect(call).toThrow(expect.objectContaining(closed));
    }
    for (const call of [
      a.send(1),
      a.sendBytes('x'),
      a.recv(),
      a.recvBytes(),
      a.recvBytesInto(Buffer.alloc(1)),
      a.poll(),
    ]) {
      await expect(call).rejects.toMatchObject(closed);
    }
  });

  test('rejects what was waiting on it', async () => {
    const [a] = pipe();
    const waiting = [
      a.recv(),
      a.recvBytes(),
      a.recvBytesInto(Buffer.alloc(1)),
      a.poll(null),
      a.sendBytes(Buffer.alloc(8 << 20)),
    ];
    a.close();
    for (const one of waiting) await expect(one).rejects.toMatchObject(closed);
  });

  test('is what disposal leaves', () => {
    const [a] = pipe();
    a[Symbol.dispose]();
    expect(a.closed).toBe(true);
  });
});

describe('arguments', () => {
  const buffer = Buffer.from('0123456789');
  test.each<[string, unknown[], string]>([
    ['all of it', [buffer], '0123456789'],
    ['from an offset', [buffer, 3], '3456789'],
    ['from an offset, some', [buffer, 3, 2], '34'],
    ['nothing', [buffer, 10], ''],
    ['a string', ['grüße'], 'grüße'],
    ['a typed array, in bytes', [new Uint16Array([0x3231, 0x3433]), 1, 2], '23'],
    ['a DataView', [new DataView(new Uint8Array([0x61, 0x62]).buffer, 1)], 'b'],
    ['an ArrayBuffer', [new Uint8Array([0x63]).buffer], 'c'],
  ])('sendBytes: %s', (_, args, expected) => {
    const [a, b] = pipe();
    a.sendBytesSync(...(args as [Buffer]));
    expect(b.recvBytesSync().toString()).toBe(expected);
  });

  test.each<[string, unknown[], string]>([
    ['an offset below zero', [buffer, -1], 'ERR_OUT_OF_RANGE'],
    ['an offset behind the end', [buffer, 11], 'ERR_OUT_OF_RANGE'],
    ['a size below zero', [buffer, 0, -1], 'ERR_OUT_OF_RANGE'],
    ['a size beyond the end', [buffer, 5, 6], 'ERR_OUT_OF_RANGE'],
    ['a number', [5], 'ERR_INVALID_ARG_TYPE'],
    ['nothing', [], 'ERR_INVALID_ARG_TYPE'],
    ['a timeout that is none', [buffer, 0, 1, 'soon'], 'ERR_INVALID_ARG_TYPE'],
  ])('sendBytes refuses %s', async (_, args, code) => {
    const [a, b] = pipe();
    expect(() => a.sendBytesSync(...(args as [Buffer]))).toThrow(expect.objectContaining({ code }));
    await expect(a.sendBytes(...(args as [Buffer]))).rejects.toMatchObject({ code });
    expect(b.pollSync()).toBe(false);
  });

  test.each<[string, ConstructorParameters<typeof Connection>, string]>([
    ['no descriptor', [-1], 'ERR_OUT_OF_RANGE'],
    ['a closed descriptor', [999_999], 'EBADF'],
    ['no number', ['3' as unknown as number], 'ERR_INVALID_ARG_TYPE'],
    ['neither direction', [0, { readable: false, writable: false }], 'ERR_OUT_OF_RANGE'],
  ])('Connection refuses %s', (_, args, code) => {
    expect(() => new Connection(...args)).toThrow(expect.objectContaining({ code }));
  });
});

test('recvBytes(maxLength): a longer message fails and closes the connection', async () => {
  for (const receive of [
    (end: Connection) => end.recvBytes(4),
    async (end: Connection) => end.recvBytesSync(4),
  ]) {
    const [a, b] = pipe();
    a.sendBytesSync('four');
    expect((await receive(b)).toString()).toBe('four');
    a.sendBytesSync('fives');
    await expect(receive(b)).rejects.toMatchObject({
      name: 'OSError',
      message: 'bad message length',
      code: 'ERR_BAD_MESSAGE_LENGTH',
    });
    expect(b.closed).toBe(true);
  }
  const [, b] = pipe();
  expect(() => b.recvBytesSync(-1)).toThrow(RangeError);
  await expect(b.recvBytes(1.5)).rejects.toThrow(RangeError);
});

describe('a large message for recvBytesInto', () => {
  const large = Buffer.alloc(3 << 20, 'large');

  test.each([0, 1, 100])('lands in the buffer, from byte %i on', async (offset) => {
    const [a, b] = pipe();
    const target = Buffer.alloc(offset + large.length + 1, 1);
    for (const receive of [
      () => b.recvBytesInto(target, offset),
      async () => b.recvBytesIntoSync(target, offset, 10_000),
    ]) {
      target.fill(1);
      const sender = new Worker(
        `require('node:fs').writeFileSync(${a.fileno()}, require('node:worker_threads').workerData)`,
        {
          eval: true,
          workerData: Buffer.concat([Buffer.from([0, 0x30, 0, 0]), large]),
        },
      );
      expect(await receive()).toBe(large.length);
      expect(target.subarray(offset, -1).equals(large)).toBe(true);
      expect([target[offset - 1] ?? 1, target.at(-1)]).toEqual([1, 1]);
      await once(sender, 'exit');
    }
  });

  test('that comes too late leaves the buffer of that call alone', async () => {
    const [a, b] = pipe();
    const [first, second] = [Buffer.alloc(large.length), Buffer.alloc(large.length)];
    const sent = a.sendBytes(large); // as much as the socket takes
    expect(() => b.recvBytesIntoSync(first, 0, 10)).toThrow(TimeoutError);
    first.fill(7);
    expect(await b.recvBytesInto(second)).toBe(large.length);
    await sent;
    expect(second.equals(large)).toBe(true);
    expect(first.every((byte) => byte === 7)).toBe(true);
  });

  test('finds its buffer gone, or too small', async () => {
    const [a, b] = pipe();
    const memory = new ArrayBuffer(large.length);
    const received = b.recvBytesInto(new Uint8Array(memory)).catch((reason: unknown) => reason);
    const sent = a.sendBytes(large);
    structuredClone(memory, { transfer: [memory] });
    for (const outcome of [await received, await again()]) {
      expect(outcome).toBeInstanceOf(BufferTooShort);
      expect((outcome as BufferTooShort).data.equals(large)).toBe(true);
    }
    await sent;

    function again(): Promise<unknown> {
      const small = b.recvBytesInto(Buffer.alloc(large.length - 1)).catch((reason: unknown) => reason);
      return a.sendBytes(large).then(() => small);
    }
  });
});

test('recvBytesInto fills the buffer, and keeps a message that does not fit', async () => {
  const [a, b] = pipe();
  const target = Buffer.from('..........');
  a.sendBytesSync('hello');
  expect(await b.recvBytesInto(target, 2)).toBe(5);
  expect(target.toString()).toBe('..hello...');
  a.sendBytesSync('hello');
  expect(b.recvBytesIntoSync(new Uint32Array(2), 3)).toBe(5);
  a.sendBytesSync('too long');
  const error = await b.recvBytesInto(target, 5).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BufferTooShort);
  expect((error as BufferTooShort).data.toString()).toBe('too long');
  a.sendBytesSync('x');
  expect(b.recvBytesIntoSync(target, 10 - 1)).toBe(1);
  await expect(b.recvBytesInto(target, 11)).rejects.toThrow(RangeError);
  expect(() => b.recvBytesIntoSync('text')).toThrow(TypeError);
});

describe('timeouts', () => {
  test('recv gives up in time and the next call gets the message', async () => {
    const [a, b] = pipe();
    await expect(b.recv(20)).rejects.toMatchObject({ name: 'TimeoutError', code: 'ETIMEDOUT' });
    await expect(b.recv(0)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(() => b.recvSync(20)).toThrow(expect.objectContaining({ name: 'TimeoutError' }));
    expect(() => b.recvSync(-5)).toThrow(expect.objectContaining({ name: 'TimeoutError' }));
    a.sendSync('here');
    expect(b.recvSync(0)).toBe('here');
  });

  test('a signal ends recv with its reason', async () => {
    const [a, b] = pipe();
    const abort = new AbortController();
    const waiting = [b.recv({ signal: abort.signal }), b.recv()];
    abort.abort();
    await expect(waiting[0]).rejects.toMatchObject({ name: 'AbortError' });
    await expect(b.recv({ signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
    a.sendSync('for the other');
    expect(await waiting[1]).toBe('for the other');
  });

  test('the time bounds the whole message, and its parts are kept', async () => {
    for (const receive of [
      (end: Connection, ms: number) => end.recvBytes(null, ms),
      async (end: Connection, ms: number) => end.recvBytesSync(null, ms),
    ]) {
      const [a, b] = pipe();
      os.write(a.fileno(), Buffer.from([0, 0]));
      await expect(receive(b, 20)).rejects.toMatchObject({ name: 'TimeoutError' });
      os.write(a.fileno(), Buffer.from([0, 6, 0x61, 0x62]));
      await expect(receive(b, 20)).rejects.toMatchObject({ name: 'TimeoutError' });
      os.write(a.fileno(), Buffer.from('cdef'));
      expect((await receive(b, 1000)).toString()).toBe('abcdef');
    }
  });

  test('a send that has not begun can be given up', async () => {
    const [a, b] = pipe();
    const first = a.sendBytes(Buffer.alloc(4 << 20, 1));
    await expect(a.sendBytes('second', 0, null, 20)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(a.closed).toBe(false);
    expect(await b.recvBytes()).toHaveLength(4 << 20);
    await first;
    a.sendSync('third');
    expect(await b.recv()).toBe('third');
  });

  test('a send given up half-way closes the connection', async () => {
    for (const send of [
      (end: Connection) => end.sendBytes(Buffer.alloc(4 << 20), 0, null, 20),
      async (end: Connection) => end.sendBytesSync(Buffer.alloc(4 << 20), 0, null, 20),
    ]) {
      const [a, b] = pipe();
      await expect(send(a)).rejects.toMatchObject({ name: 'TimeoutError' });
      expect(a.closed).toBe(true);
      await expect(b.recvBytes()).rejects.toMatchObject({
        name: 'OSError',
        message: 'got end of file during message',
        code: 'ERR_TRUNCATED_MESSAGE',
      });
    }
  });
});

test('a blocking call serves first what waits on the loop', async () => {
  const [a, b] = pipe();
  const first = b.recv();
  const second = b.recvBytes();
  a.sendSync('for the first');
  a.sendBytesSync('for the second');
  a.sendSync('for the blocking one');
  expect(b.recvSync()).toBe('for the blocking one');
  expect(await first).toBe('for the first');
  expect((await second).toString()).toBe('for the second');
});

test('a blocking send goes behind those on their way', async () => {
  const [reader, writer] = pipe();
  const large = writer.sendBytes(Buffer.alloc(4 << 20, 1));
  expect(() => writer.sendBytesSync('small', 0, null, 20)).toThrow(
    expect.objectContaining({ code: 'ETIMEDOUT' }),
  );
  const [first] = await Promise.all([reader.recvBytes(), large]);
  expect(first).toHaveLength(4 << 20);
  writer.sendBytesSync('small');
  expect(reader.recvBytesSync().toString()).toBe('small');
});

test('the largest message is what a Buffer can hold', () => {
  const [a, b] = pipe();
  os.write(a.fileno(), Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0x20, 0, 0, 0, 0, 0, 0]));
  expect(constants.MAX_LENGTH).toBeLessThan(2 ** 53);
  expect(() => b.recvBytesSync()).toThrow(expect.objectContaining({ code: 'ERR_BAD_MESSAGE_LENGTH' }));
});
