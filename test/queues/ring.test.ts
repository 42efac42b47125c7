/** The ring itself: where messages come to lie, how its memory grows and shrinks, whose it is. */
import { closeSync, dupSync, fstatSync } from './descriptors';
import { expect, test } from 'vitest';
import { DEAD, Inbox, LETTER_HEAD, NOTHING, PUT_DONE, Ring } from '../../dist/queues/index.js';

const blocks = (ring: Ring): number => fstatSync(ring.fd).blocks * 512;

function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test.each([
  0,
  1,
  7,
  8,
  100,
  4096,
  8191,
  8192,
  65_530,
  65_531,
  65_535,
  65_536,
  65_537,
  1_000_000,
  1 << 20,
  1 << 24,
])('a Buffer of %d bytes', (length) => {
  const ring = Ring.create();
  const sent = Buffer.alloc(length, length % 251);
  for (let round = 0; round < 2; round++) {
    ring.sendSync(sent, 0);
    ring.sendSync({ sent }, 0);
    ring.sendSync('x'.repeat(length), 0);
    const arrived = ring.receive() as Buffer;
    expect(Buffer.isBuffer(arrived) && arrived.equals(sent)).toBe(true);
    expect((ring.receive() as { sent: Buffer }).sent.equals(sent)).toBe(true);
    expect((ring.receive() as string).length).toBe(length);
  }
  ring.close();
});

/** Against a plain array, in phases that fill, drain and hover, so that every kind of jump happens. */
test.each([
  ['small messages', 60, 20_000],
  ['middling messages', 20_000, 6000],
  ['messages up to 2 MB', 2_000_000, 400],
])('%s: a model agrees at every step', (_, most, steps) => {
  const random = generator(most);
  const ring = Ring.create();
  const model: { length: number; first: number }[] = [];
  const source = Buffer.alloc(most);
  for (let step = 0; step < steps; step++) {
    const phase = Math.floor(step / 500) % 4;
    const puts = phase === 0 ? random(10) < 8 : phase === 1 ? random(10) < 2 : random(10) < 5;
    if (puts || model.length === 0) {
      const length = 1 + random(random(20) === 0 ? most : Math.ceil(most / 10));
      source[0] = step & 0xff;
      source[length - 1] = (step + 1) & 0xff;
      expect(ring.sendSync(source.subarray(0, length), 0)).toBe(PUT_DONE);
      model.push({ length, first: length === 1 ? (step + 1) & 0xff : step & 0xff });
    } else {
      const expected = model.shift()!;
      const arrived = ring.receive() as Buffer;
      if (arrived.length !== expected.length || arrived[0] !== expected.first) {
        expect([arrived.length, arrived[0]]).toEqual([expected.length, expected.first]);
      }
    }
    if (ring.size !== model.length) expect(ring.size).toBe(model.length);
  }
  while (model.length > 0) expect((ring.receive() as Buffer).length).toBe(model.shift()!.length);
  expect(ring.receive()).toBe(NOTHING);
  ring.close();
});

test('a ring read in time stays in a few pages', () => {
  const ring = Ring.create();
  for (let i = 0; i < 50_000; i++) {
    ring.sendSync('a message of some length', 0);
    ring.receive();
  }
  expect(blocks(ring)).toBeLessThan(512 * 1024);
  ring.close();
});

test('a backlog grows as it must, and its memory goes back', () => {
  const ring = Ring.create();
  const message = Buffer.alloc(1 << 20, 1);
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 100; i++) ring.sendSync(message, 0);
    expect(blocks(ring)).toBeGreaterThan(100 << 20);
    expect(blocks(ring)).toBeLessThan(130 << 20);
    for (let i = 0; i < 100; i++) ring.receive();
    expect(blocks(ring)).toBeLessThan(20 << 20);
  }
  ring.close();
});

function writeLetters(messages: readonly string[]): Buffer {
  return Buffer.concat(
    messages.flatMap((text) => {
      const head = Buffer.alloc(LETTER_HEAD);
      head.writeUInt32LE(text.length);
      return [head, Buffer.from(text, 'latin1')];
    }),
  );
}

const inboxText = (inbox: Inbox): string => inbox.bytes.toString('latin1', inbox.start, inbox.end);

test('letters: several messages at a time, those of before and after between them', () => {
  const random = generator(7);
  const ring = Ring.create();
  const inbox = new Inbox();
  const sent: string[] = [];
  for (let round = 0; round < 200; round++) {
    const texts = Array.from({ length: random(30) }, (_, i) =>
      String.fromCharCode(48 + (i % 70)).repeat(random(round % 50 === 0 ? 30_000 : 40)),
    );
    const letters = writeLetters(texts);
    const skipped = writeLetters(texts.slice(0, 1)).length;
    expect(ring.sendLetters(letters, 0, skipped)).toBe(Math.min(1, texts.length));
    expect(ring.sendLetters(letters, skipped, letters.length)).toBe(Math.max(0, texts.length - 1));
    sent.push(...texts);
    while (random(4) > 0 && inbox.next(ring)) expect(inboxText(inbox)).toBe(sent.shift());
  }
  while (inbox.next(ring)) expect(inboxText(inbox)).toBe(sent.shift());
  expect([sent, ring.size, inbox.next(ring)]).toEqual([[], 0, false]);
  ring.close();
});

test('letters: as many as a full ring takes, none beyond their memory', () => {
  const ring = Ring.create(3);
  const letters = writeLetters(['one', 'two', 'three', 'four']);
  expect(ring.sendLetters(letters, 0, letters.length)).toBe(3);
  expect(ring.sendLetters(letters, 0, letters.length)).toBe(0);
  expect(() => ring.sendLetters(letters, 0, letters.length + 1)).toThrow(
    expect.objectContaining({ code: 'ERANGE' }) as Error,
  );
  expect(() => ring.sendLetters(letters, 8, 7)).toThrow(expect.objectContaining({ code: 'ERANGE' }) as Error);
  const inbox = new Inbox();
  const seen: string[] = [];
  while (inbox.next(ring)) seen.push(inboxText(inbox));
  expect(seen).toEqual(['one', 'two', 'three']);
  // A length that is not the message's own: nothing behind the memory is read.
  letters.writeUInt32LE(1000, 0);
  expect(ring.sendLetters(letters, 0, letters.length)).toBe(0);
  ring.close();
});

test('its descriptor is all that another process needs', () => {
  const ring = Ring.create(5);
  const other = Ring.attach(dupSync(ring.fd));
  ring.sendSync('across', 0);
  expect([other.size, other.maxsize, other.receive()]).toEqual([1, 5, 'across']);
  ring.close();
  other.sendSync('still there', 0);
  expect(other.receive()).toBe('still there');
  other.close();
});

test('any other descriptor is refused, and closed', () => {
  const before = dupSync(0);
  closeSync(before);
  expect(() => Ring.attach(dupSync(0))).toThrow(
    expect.objectContaining({ code: 'ERR_BAD_MESSAGE' }) as Error,
  );
  const after = dupSync(0);
  closeSync(after);
  expect(after).toBe(before);
});

test('closed: ERR_CLOSED, never the ring of somebody else', () => {
  const ring = Ring.create();
  ring.close();
  ring.close();
  expect(() => ring.send(1)).toThrow(expect.objectContaining({ code: 'ERR_CLOSED' }) as Error);
});

test('a claimed end that lives is not dead', () => {
  const ring = Ring.create();
  expect([ring.isDead('put'), ring.isDead('take')]).toEqual([false, false]);
  ring.claim('put');
  ring.claim('take');
  expect([ring.isDead('put'), ring.isDead('take')]).toEqual([false, false]);
  expect(ring.receiveSync(5)).not.toBe(DEAD);
  ring.close();
});
