/**
 * The mutual authentication of Python's multiprocessing.connection, as a machine that is fed messages and says what to
 * send: nothing here reads or writes. Each side proves by an HMAC over the other's random challenge that it has the
 * key. Speaks with CPython from 3.12 on (`{digest}` before challenge and answer) and with the HMAC-MD5 of older ones.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AuthenticationError } from '../errors';

/** No message of the handshake is longer. */
export const LONGEST_MESSAGE = 256;

const CHALLENGE = Buffer.from('#CHALLENGE#');
const WELCOME = Buffer.from('#WELCOME#');
const FAILURE = Buffer.from('#FAILURE#');
/** Of a listener that has waited for a client's first word. */
const TLS_ONLY = Buffer.from('#TLS#');
/** By their names in messages; the values are OpenSSL's. */
const DIGESTS: ReadonlyMap<string, string> = new Map([
  ['md5', 'md5'],
  ['sha256', 'sha256'],
  ['sha384', 'sha384'],
  ['sha3_256', 'sha3-256'],
  ['sha3_384', 'sha3-384'],
]);
/** Lengths of the old challenge and the old answer, which carry no name of a digest. */
const LEGACY_LENGTHS: readonly number[] = [20, 16];
const CHALLENGE_LENGTH = 40;
const PREFERRED = 'sha256';

export interface Step {
  /** To be sent now, in order. */
  send: Buffer[];
  /** The handshake is over and has failed; what is in `send` tells the other side. */
  failed?: AuthenticationError;
}

type State = 'challenged' | 'answering' | 'answered' | 'done';

export class Handshake {
  readonly #key: Buffer;
  readonly #listener: boolean;
  #state: State;
  #challenge: Buffer | null = null;

  constructor(key: Buffer, role: 'listener' | 'client') {
    this.#key = key;
    this.#listener = role === 'listener';
    this.#state = this.#listener ? 'challenged' : 'answering';
  }

  /** The listener speaks first. */
  begin(): Buffer[] {
    return this.#listener ? [this.#makeChallenge()] : [];
  }

  get done(): boolean {
    return this.#state === 'done';
  }

  feed(message: Buffer): Step {
    try {
      return { send: this.#next(message) };
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error;
      return { send: this.#state === 'challenged' ? [FAILURE] : [], failed: error };
    }
  }

  /** challenged: ours is out, the answer comes; answering: theirs comes; answered: our answer is out. */
  #next(message: Buffer): Buffer[] {
    switch (this.#state) {
      case 'challenged':
        verifyAnswer(this.#key, this.#challenge as Buffer, message);
        this.#state = this.#listener ? 'answering' : 'done';
        return [WELCOME];
      case 'answering':
        this.#state = 'answered';
        return [answer(this.#key, message)];
      case 'answered':
        if (!message.equals(WELCOME)) throw new AuthenticationError('digest sent was rejected');
        this.#state = this.#listener ? 'done' : 'challenged';
        return this.#listener ? [] : [this.#makeChallenge()];
      case 'done':
        throw new AuthenticationError('a message after the end of the handshake');
    }
  }

  #makeChallenge(): Buffer {
    this.#challenge = Buffer.concat([Buffer.from(`{${PREFERRED}}`), randomBytes(CHALLENGE_LENGTH)]);
    return Buffer.concat([CHALLENGE, this.#challenge]);
  }
}

/** The answer to a challenge message. The MAC covers the name of the digest too: nobody can talk it down. */
export function answer(key: Buffer, message: Buffer): Buffer {
  if (message.equals(TLS_ONLY))
    throw new AuthenticationError('the listener speaks TLS, this client does not');
  if (!message.subarray(0, CHALLENGE.length).equals(CHALLENGE)) {
    throw new AuthenticationError('protocol error: a challenge was expected');
  }
  const challenge = message.subarray(CHALLENGE.length);
  if (challenge.length < 20) throw new AuthenticationError(`challenge too short: ${challenge.length} bytes`);
  const { digest } = split(challenge);
  if (digest === '') return mac(key, challenge, 'md5');
  return Buffer.concat([Buffer.from(`{${digest}}`), mac(key, challenge, digest)]);
}

/** Throws AuthenticationError unless `response` proves the key to the `challenge`. */
export function verifyAnswer(key: Buffer, challenge: Buffer, response: Buffer): void {
  const { digest, payload } = split(response);
  const expected = mac(key, challenge, digest === '' ? 'md5' : digest);
  if (expected.length !== payload.length || !timingSafeEqual(expected, payload)) {
    throw new AuthenticationError('digest received was wrong');
  }
}

function split(message: Buffer): { digest: string; payload: Buffer } {
  if (LEGACY_LENGTHS.includes(message.length)) return { digest: '', payload: message };
  const end = message.subarray(0, 16).indexOf('}');
  const digest = message[0] === 0x7b && end > 0 ? message.toString('latin1', 1, end) : '';
  if (!DIGESTS.has(digest)) throw new AuthenticationError('protocol error: no digest that is known here');
  return { digest, payload: message.subarray(end + 1) };
}

function mac(key: Buffer, message: Buffer, digest: string): Buffer {
  try {
    return createHmac(DIGESTS.get(digest) as string, key)
      .update(message)
      .digest();
  } catch {
    throw new AuthenticationError(`this machine does not compute ${digest}`);
  }
}
