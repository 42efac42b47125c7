/**
 * Who knocks at a listener, and who waits for them. With a key every caller goes through a handshake, all at the same
 * time: one that says nothing keeps nobody else waiting.
 */
import { native, READABLE } from '../native';
import { addForkHooks } from '../util/fork-hooks';
import type { Wait } from '../util/timeout';
import type { Address } from './address';
import { Candidate, type Verdict } from './candidate';
import { Connection } from './connection';
import { Deadline } from './deadline';
import { Pending } from './pending';
import { Readiness } from './readiness';

export interface Arrival {
  connection: Connection;
  peer: Address;
}

/** More callers than that in the handshake at once, and the one that has taken longest is sent away. */
const MOST_CANDIDATES = 256;

const receptions = new Set<Reception>();
addForkHooks({
  needed: () => receptions.size > 0,
  afterInChild: () => {
    for (const reception of receptions) reception.forget();
  },
});

export class Reception {
  readonly #door: Readiness;
  #waiting: Pending<Arrival>[] = [];
  /** With the watcher of each: none while a blocking call looks after them. */
  readonly #candidates = new Map<Candidate, Readiness>();
  readonly #admitted: Arrival[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly fd: number,
    private readonly key: Buffer | null,
    private readonly timeLimit: number,
  ) {
    this.#door = new Readiness(fd, () => this.#pump(), true);
  }

  accept(wait: Wait): Promise<Arrival> {
    if (wait.signal?.aborted) return Promise.reject(wait.signal.reason as Error);
    const caller = new Pending<Arrival>(wait, (why) => {
      this.#waiting = this.#waiting.filter((one) => one !== caller);
      this.#settle();
      caller.reject(why);
    });
    this.#waiting.push(caller);
    this.#pump();
    return caller.promise;
  }

  acceptSync(wait: Wait): Arrival {
    const deadline = new Deadline(wait);
    for (;;) {
      const outcome = this.#next();
      if (outcome instanceof Error) throw outcome;
      if (outcome !== null) return outcome;
      const candidates = [...this.#candidates.keys()];
      const expires = Math.min(Infinity, ...candidates.map((one) => one.expires)) - performance.now();
      const left = deadline.left();
      if (left === 0) throw deadline.reason();
      const fds = [this.fd, ...candidates.map((one) => one.connection.fileno())];
      native.pollDescriptors(fds, READABLE, Math.max(0, Math.min(left, expires)));
    }
  }

  close(reason: Error): void {
    const waiting = this.#waiting;
    this.forget();
    for (const caller of waiting) caller.reject(reason);
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.#door.close();
    this.#waiting = [];
    for (const [candidate, readiness] of this.#candidates) {
      readiness.close();
      candidate.connection.dropAfterFork();
    }
    for (const { connection } of this.#admitted.splice(0)) connection.dropAfterFork();
    this.#candidates.clear();
    receptions.delete(this);
  }

  /** On the loop: gives those who wait what there is. */
  #pump(): void {
    while (this.#waiting.length > 0) {
      let outcome: Arrival | Error | null;
      try {
        outcome = this.#next();
      } catch (error) {
        outcome = error as Error;
      }
      if (outcome === null) break;
      const caller = this.#waiting.shift() as Pending<Arrival>;
      if (outcome instanceof Error) caller.reject(outcome);
      else caller.resolve(outcome);
    }
    this.#settle();
  }

  /** Who is in, or why somebody is not, or null: nobody (yet). */
  #next(): Arrival | Error | null {
    for (;;) {
      const admitted = this.#admitted.shift();
      if (admitted !== undefined) return admitted;
      for (const candidate of this.#candidates.keys()) {
        const verdict = candidate.advance();
        if (verdict !== null) return this.#leave(candidate, verdict);
      }
      const accepted = native.acceptSocket(this.fd);
      if (accepted === undefined) return null;
      const [fd, peer] = accepted;
      const connection = new Connection(fd);
      if (this.key === null) return { connection, peer };
      this.#examine(connection, peer);
    }
  }

  #examine(connection: Connection, peer: Address): void {
    if (this.#candidates.size >= MOST_CANDIDATES) {
      const [oldest] = this.#candidates.keys();
      oldest?.connection.close();
      if (oldest !== undefined) this.#leave(oldest, null);
    }
    try {
      const candidate = new Candidate(connection, peer, this.key as Buffer, 'listener', this.timeLimit);
      this.#candidates.set(candidate, new Readiness(connection.fileno(), () => this.#onCandidate(candidate)));
    } catch {
      connection.close(); // it is gone already
    }
  }

  #onCandidate(candidate: Candidate): void {
    const verdict = candidate.advance();
    if (verdict === null) return;
    const outcome = this.#leave(candidate, verdict);
    const caller = this.#waiting.shift();
    if (outcome instanceof Error) caller?.reject(outcome);
    else if (caller !== undefined) caller.resolve(outcome);
    else this.#admitted.push(outcome as Arrival);
    this.#settle();
  }

  #leave(candidate: Candidate, verdict: Verdict | null): Arrival | Error {
    this.#candidates.get(candidate)?.close();
    this.#candidates.delete(candidate);
    if (verdict?.ok) return { connection: candidate.connection, peer: candidate.peer as Address };
    return verdict?.reason ?? new Error('sent away');
  }

  /** Watches what has to be watched: the door while somebody waits, the candidates in any case. */
  #settle(): void {
    const waiting = this.#waiting.length > 0;
    this.#door.want(READABLE, waiting);
    clearTimeout(this.#timer);
    let expires = Infinity;
    for (const [candidate, readiness] of this.#candidates) {
      readiness.want(READABLE, waiting);
      expires = Math.min(expires, candidate.expires);
    }
    if (waiting) receptions.add(this);
    else receptions.delete(this);
    if (expires === Infinity) return;
    this.#timer = setTimeout(() => this.#expire(), Math.max(0, expires - performance.now()) + 1);
    if (!waiting) this.#timer.unref();
  }

  #expire(): void {
    for (const candidate of this.#candidates.keys()) {
      if (performance.now() >= candidate.expires) this.#onCandidate(candidate);
    }
    this.#settle();
  }
}
