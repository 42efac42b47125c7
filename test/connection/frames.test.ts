import type { Connection } from 'forkable';
import { EOFError, Pipe, os } from 'forkable';
import { afterEach, describe, expect, test } from 'vitest';
import { randomFrames } from '../helpers/frames';

const open: Connection[] = [];
function pipe(duplex = true): [Connection, Connection] {
  const ends = Pipe(duplex);
  open.push(...ends);
  return ends;
}
afterEach(() => {
  for (const end of open.splice(0)) end.close();
});
const bytes = (...list: number[]): Buffer => Buffer.from(list);
const truncated = {
  name: 'OSError',
  code: 'ERR_TRUNCATED_MESSAGE',
  message: 'got end of file during message',
};
const badLength = { name: 'OSError', code: 'ERR_BAD_MESSAGE_LENGTH', message: 'bad message length' };

test.each<[string, Buffer]>([
  ['', bytes(0, 0, 0, 0)],
  ['abc', bytes(0, 0, 0, 3, 0x61, 0x62, 0x63)],
  ['x'.repeat(300), Buffer.concat([bytes(0, 0, 1, 44), Buffer.alloc(300, 'x')])],
])('a message is its length and its bytes', (text, frame) => {
  const [a, b] = pipe();
  a.sendBytesSync(text);
  expect(os.read(b.fileno(), 4096).equals(frame)).toBe(true);
});

test('a length may be written in the long form', async () => {
  const [a, b] = pipe();
  os.write(
    a.fileno(),
    Buffer.concat([bytes(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 2), Buffer.from('hi')]),
  );
  expect((await b.recvBytes()).toString()).toBe('hi');
});

test('a message may come byte by byte', async () => {
  const [a, b] = pipe();
  const received = b.recvBytes();
  for (const byte of Buffer.concat([bytes(0, 0, 0, 3), Buffer.from('abc'), bytes(0, 0, 0, 0)])) {
    os.write(a.fileno(), bytes(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await received).toString()).toBe('abc');
  expect(b.recvBytesSync()).toHaveLength(0);
});

test('a receiver takes no byte of the next message', () => {
  const [a, b] = pipe();
  a.sendBytesSync('first');
  a.sendBytesSync('second');
  b.recvBytesSync();
  expect(os.read(b.fileno(), 100).toString('latin1')).toBe('\0\0\0\x06second');
});

describe.each([
  ['duplex', true],
  ['simplex', false],
])('%s', (_, duplex) => {
  test.each<[string, Buffer, object]>([
    ['half a header', bytes(0, 0), truncated],
    ['a header alone', bytes(0, 0, 0, 5), truncated],
    ['half a message', Buffer.concat([bytes(0, 0, 0, 5), Buffer.from('ab')]), truncated],
    ['half of a large message', Buffer.concat([bytes(0, 0x10, 0, 0), Buffer.alloc(30_000)]), truncated],
    ['half a long header', bytes(0xff, 0xff, 0xff, 0xff, 0, 0), truncated],
    ['two gigabytes announced', bytes(0x7f, 0xff, 0xff, 0xff, 1, 2, 3), truncated],
    ['a negative length', bytes(0xff, 0xff, 0xff, 0xfe), badLength],
    ['the most negative length', bytes(0x80, 0, 0, 0), badLength],
    [
      'an absurd length',
      bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
      badLength,
    ],
    ['nothing', bytes(), { name: 'EOFError', code: 'ERR_EOF' }],
  ])('%s and then the end', async (__, wire, error) => {
    for (const face of ['sync', 'async']) {
      const [reader, writer] = pipe(duplex);
      if (wire.length > 0) os.write(writer.fileno(), wire);
      writer.close();
      if (face === 'sync') expect(() => reader.recvBytesSync()).toThrow(expect.objectContaining(error));
      else await expect(reader.recvBytes()).rejects.toMatchObject(error);
    }
  });
});

test('a hostile length allocates nothing', () => {
  const before = process.memoryUsage();
  const pipes = Array.from({ length: 50 }, () => pipe());
  for (const [a, b] of pipes) {
    os.write(a.fileno(), Buffer.concat([bytes(0x7f, 0xff, 0xff, 0xff), Buffer.alloc(1000)]));
    expect(() => b.recvBytesSync(null, 0)).toThrow(expect.objectContaining({ code: 'ETIMEDOUT' }));
  }
  const after = process.memoryUsage();
  expect(after.rss - before.rss).toBeLessThan(100 << 20);
});

test('after a bad length the connection is closed', () => {
  const [a, b] = pipe();
  os.write(a.fileno(), bytes(0xff, 0xff, 0xff, 0xfe));
  expect(() => b.recvSync()).toThrow(expect.objectContaining(badLength));
  expect(b.closed).toBe(true);
});

test('bytes that are no object are an error, and the next message comes', async () => {
  const [a, b] = pipe();
  a.sendBytesSync('\xff\xfe no object');
  a.sendSync('object');
  await expect(b.recv()).rejects.toMatchObject({ code: 'ERR_BAD_MESSAGE' });
  expect(b.recvSync()).toBe('object');
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('random frames, seed %i', async (seed) => {
  for (let round = 0; round < 40; round++) {
    const [a, b] = pipe(round % 2 === 0);
    const [reader, writer] = [a, b];
    const { wire, expected } = randomFrames(seed * 1000 + round);
    const seen: string[] = [];
    const reading = (async () => {
      for (;;) {
        try {
          seen.push((await reader.recvBytes()).toString('latin1'));
        } catch (error) {
          return error as Error & { code: string };
        }
      }
    })();
    for (const piece of wire) {
      try {
        if (piece.length > 0) os.write(writer.fileno(), piece);
      } catch {
        break; // the reader has hung up on us
      }
    }
    writer.close();
    const end = await reading;
    expect(seen).toEqual(expected.messages);
    expect(end.code).toBe(expected.end);
    if (expected.end === 'ERR_EOF') expect(end).toBeInstanceOf(EOFError);
    a.close();
    b.close();
  }
});
