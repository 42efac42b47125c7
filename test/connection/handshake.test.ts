// The machine of the handshake alone: what CPython's multiprocessing.connection computes, byte by byte.
import { createHmac } from 'node:crypto';
import { AuthenticationError } from 'forkable';
import { describe, expect, test } from 'vitest';
import { answer, Handshake, verifyAnswer } from '../../dist/connection/handshake';

const key = Buffer.from('secret');
const text = (latin1: string): Buffer => Buffer.from(latin1, 'latin1');
const wire = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** Computed with CPython's hmac module for the key b'secret'. */
const VECTORS: [name: string, challenge: string, answer: string][] = [
  ['the old challenge', '38b4e652e44da7f2370d9e260e27136550a4a3a6', '4773e6f67094f3a655f8d5157d76163c'],
  [
    'md5',
    '7b6d64357dd07f5c0c332f8b1224083fd22b902f8911e81818f8c99d5d5d9831957504d90e945de2e8f54ee781',
    '7b6d64357dec954960024461acf40d0e50ddeb26cc',
  ],
  [
    'sha256',
    '7b7368613235367dcc75f636d85099095aa300165a67036f9b540d6b8f0be21124179c3dd9f73817ce6e118d264aad6c',
    '7b7368613235367de93acc6296621d94138094dd32ba55e8b98db83c5afdf01ccbe061ec3748fef3',
  ],
  [
    'sha384',
    '7b7368613338347db6dd210faf94acd3cf92c190237cb11f5d108cf25930263938b370a1b5769fa0f1483f95a90d9df2',
    '7b7368613338347ddb2740d3a3f5279326a0d0672c86b1c68a0b8c526c2476b5a661f0dd4bbfc864ae574a0fecc8e17e71c2efc65b939cc5',
  ],
  [
    'sha3_256',
    '7b736861335f3235367df130d60fcf04bd93f50ae69514da8c659ce2b10cccdaebf990d19838b0d7ec0b3e97818ecb96c4db',
    '7b736861335f3235367df4ba904437d58d1cd6ff389300d68f3fe12206db9282ca19612ecc6ae405f801',
  ],
  [
    'sha3_384',
    '7b736861335f3338347dadbe172296d5234a42b24c6ba4e6ed24ec636a8ac0a1271e5866279238aaf84e58056d8f2fa8edd0',
    '7b736861335f3338347dcfbde62f827fecae7e5e6c121051bcd4cd362e3b9259816b3ae18fa7867d4ec3103fffe9570e7595f73540a863d72b88',
  ],
];

describe.each(VECTORS)('%s', (_, challenge, expected) => {
  test('is answered as CPython answers', () => {
    const message = Buffer.concat([text('#CHALLENGE#'), wire(challenge)]);
    expect(answer(key, message).toString('hex')).toBe(expected);
  });
  test('the right answer is accepted', () => {
    expect(() => verifyAnswer(key, wire(challenge), wire(expected))).not.toThrow();
  });
  test('every other answer is refused', () => {
    const right = wire(expected);
    for (let bit = 0; bit < right.length * 8; bit++) {
      const wrong = Buffer.from(right);
      wrong[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => verifyAnswer(key, wire(challenge), wrong), `bit ${bit}`).toThrow(AuthenticationError);
    }
    expect(() => verifyAnswer(Buffer.from('other'), wire(challenge), right)).toThrow(
      'digest received was wrong',
    );
    expect(() => verifyAnswer(key, wire(challenge), right.subarray(0, -1))).toThrow(AuthenticationError);
    expect(() => verifyAnswer(key, wire(challenge), Buffer.alloc(0))).toThrow(AuthenticationError);
  });
});

/** Runs both machines against each other; the outcome of each: true, or its error. */
function meet(listenerKey: string, clientKey: string): [string, string] {
  const listener = new Handshake(Buffer.from(listenerKey), 'listener');
  const client = new Handshake(Buffer.from(clientKey), 'client');
  const outcome: [string, string] = ['', ''];
  const queues = [client.begin(), listener.begin()]; // for the listener, for the client
  const sides = [listener, client];
  for (let moved = true; moved;) {
    moved = false;
    sides.forEach((side, i) => {
      const message = queues[i]!.shift();
      if (message === undefined || outcome[i] !== '') return;
      moved = true;
      const { send, failed } = side.feed(message);
      queues[1 - i]!.push(...send);
      if (failed) outcome[i] = failed.message;
      else if (side.done) outcome[i] = 'done';
    });
  }
  return outcome;
}

test('both sides come to the same result', () => {
  expect(meet('k', 'k')).toEqual(['done', 'done']);
  expect(meet('', '')).toEqual(['done', 'done']);
  expect(meet('k', 'x')).toEqual(['digest received was wrong', 'digest sent was rejected']);
  expect(meet('k', '')).toEqual(['digest received was wrong', 'digest sent was rejected']);
});

test('a challenge is never given twice', () => {
  const begin = (): string => new Handshake(key, 'listener').begin()[0]!.toString('hex');
  expect(begin()).not.toBe(begin());
  expect(wire(begin()).subarray(0, 19).toString()).toBe('#CHALLENGE#{sha256}');
  expect(wire(begin())).toHaveLength(59);
});

test('an older client takes the whole challenge and answers with HMAC-MD5', () => {
  const listener = new Handshake(key, 'listener');
  const challenge = listener.begin()[0]!.subarray(11);
  const legacy = createHmac('md5', key).update(challenge).digest();
  expect(listener.feed(legacy)).toEqual({ send: [text('#WELCOME#')] });
});

test('a listener is not used to answer its own challenge', () => {
  const listener = new Handshake(key, 'listener');
  const [challenge] = listener.begin();
  const { send, failed } = listener.feed(challenge!);
  expect(failed).toBeInstanceOf(AuthenticationError);
  expect(send.map(String)).toEqual(['#FAILURE#']);
});

test.each<[string, Buffer]>([
  ['nothing', Buffer.alloc(0)],
  ['an object', text('\x00\x01\x02')],
  ['no challenge', text('#WELCOME#')],
  ['a short challenge', text('#CHALLENGE#short')],
  ['an unknown digest', text('#CHALLENGE#{sha1}' + 'x'.repeat(40))],
  ['no end of the name', text('#CHALLENGE#{sha256' + 'x'.repeat(40))],
  ['no name', text('#CHALLENGE#{}' + 'x'.repeat(40))],
  ['a name of the language', text('#CHALLENGE#{__proto__}' + 'x'.repeat(40))],
])('a client that is sent %s instead of a challenge refuses', (_, message) => {
  const { send, failed } = new Handshake(key, 'client').feed(message);
  expect(failed).toMatchObject({ name: 'AuthenticationError', code: 'ERR_AUTHENTICATION' });
  expect(send).toEqual([]);
});
