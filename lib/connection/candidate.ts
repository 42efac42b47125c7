/** A connection that has not shown yet that it has the key: it has a time limit and sees small messages only. */
import { AuthenticationError, EOFError } from '../errors';
import type { Connection } from './connection';
import { Handshake, LONGEST_MESSAGE } from './handshake';

export type Verdict = { ok: true } | { ok: false; reason: Error };

/** Four short messages: they fit into the buffers of any socket, sending them need not wait. */
const SEND_MS = 1000;

export class Candidate {
  readonly #handshake: Handshake;
  readonly expires: number;

  constructor(
    readonly connection: Connection,
    readonly peer: unknown,
    key: Buffer,
    role: 'listener' | 'client',
    timeLimit: number,
  ) {
    this.expires = performance.now() + timeLimit;
    this.#handshake = new Handshake(key, role);
    for (const message of this.#handshake.begin()) connection.sendBytesSync(message, 0, null, SEND_MS);
  }

  /** Takes what has come and answers it; null while more must come. On failure the connection is closed. */
  advance(): Verdict | null {
    try {
      while (!this.#handshake.done) {
        const message = this.connection.tryRecvBytes(LONGEST_MESSAGE);
        if (message === null) {
          return performance.now() >= this.expires
            ? this.#fail(new AuthenticationError('the handshake took too long'))
            : null;
        }
        const { send, failed } = this.#handshake.feed(message);
        for (const reply of send) this.connection.sendBytesSync(reply, 0, null, SEND_MS);
        if (failed !== undefined) return this.#fail(failed);
      }
      return { ok: true };
    } catch (error) {
      return this.#fail(asRefusal(error));
    }
  }

  #fail(reason: Error): Verdict {
    this.connection.close();
    return { ok: false, reason };
  }
}

/** An end of file, a huge length, a reset: whoever that was, it did not speak the protocol to its end. */
function asRefusal(error: unknown): Error {
  if (error instanceof AuthenticationError) return error;
  const what = error instanceof EOFError ? 'the other end hung up' : (error as Error).message;
  const refusal = new AuthenticationError(`the handshake failed: ${what}`);
  refusal.cause = error;
  return refusal;
}
