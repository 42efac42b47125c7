/** The handshake over a connection, to its end: both sides have shown that they have the key, or the connection is closed. */
import { parseTimeout, type Wait } from '../util/timeout';
import { Candidate } from './candidate';
import type { Connection } from './connection';
import { Deadline } from './deadline';
import { waitReadable } from './wait-readable';

/** How a connection shows that it has the key. */
export interface Proof {
  key: Buffer;
  role: 'listener' | 'client';
  /** Milliseconds for the handshake; default 20,000. */
  limit?: number;
  peer?: unknown;
}

const USUAL_LIMIT = 20_000;
const FOREVER = parseTimeout(null);

/** Rejects with AuthenticationError, or with what ended the wait. */
export async function authenticate(
  connection: Connection,
  proof: Proof,
  wait: Wait = FOREVER,
): Promise<void> {
  const deadline = new Deadline(wait);
  try {
    const candidate = begin(connection, proof);
    for (;;) {
      const verdict = candidate.advance();
      if (verdict?.ok) return;
      if (verdict !== null) throw verdict.reason;
      await waitReadable([connection.fileno()], { ms: left(candidate, deadline), signal: wait.signal });
      if (deadline.left() === 0) throw deadline.reason();
    }
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** {@link authenticate}, blocking. */
export function authenticateSync(connection: Connection, proof: Proof, wait: Wait = FOREVER): void {
  const deadline = new Deadline(wait);
  try {
    const candidate = begin(connection, proof);
    for (;;) {
      const verdict = candidate.advance();
      if (verdict?.ok) return;
      if (verdict !== null) throw verdict.reason;
      connection.pollSync(left(candidate, deadline));
      if (deadline.left() === 0) throw deadline.reason();
    }
  } catch (error) {
    connection.close();
    throw error;
  }
}

function begin(connection: Connection, { key, role, limit = USUAL_LIMIT, peer }: Proof): Candidate {
  return new Candidate(connection, peer, key, role, limit);
}

function left(candidate: Candidate, deadline: Deadline): number {
  return Math.min(deadline.left(), Math.max(0, candidate.expires - performance.now()));
}
