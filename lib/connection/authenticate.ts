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
  const fds = [connection.fileno()];
  for (const ms of handshake(connection, proof, wait)) await waitReadable(fds, { ms, signal: wait.signal });
}

/** {@link authenticate}, blocking. */
export function authenticateSync(connection: Connection, proof: Proof, wait: Wait = FOREVER): void {
  for (const ms of handshake(connection, proof, wait)) connection.pollSync(ms);
}

/** Each time: how many milliseconds to wait for the peer. Given up or failed, it closes the connection. */
function* handshake(connection: Connection, proof: Proof, wait: Wait): Generator<number, void, void> {
  const { key, role, limit = USUAL_LIMIT, peer } = proof;
  const deadline = new Deadline(wait);
  let passed = false;
  try {
    const candidate = new Candidate(connection, peer, key, role, limit);
    for (;;) {
      const verdict = candidate.advance();
      if (verdict !== null && !verdict.ok) throw verdict.reason;
      passed = verdict !== null;
      if (passed) return;
      yield Math.min(deadline.left(), Math.max(0, candidate.expires - performance.now()));
      if (deadline.left() === 0) throw deadline.reason();
    }
  } finally {
    if (!passed) connection.close();
  }
}
