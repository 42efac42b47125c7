/** One client's connection as the server sees it: requests come in, answers go out, some day it ends. */
import type { Connection } from '../../connection';
import { LONGEST, unpackRequest, type Request } from '../protocol';
import { Vigil } from '../vigil';

export interface Channel {
  /** Bytes that are good for now only. A promise when they could not leave at once; throws or rejects when they cannot at all. */
  send(bytes: Uint8Array): Promise<void> | null;
  /** Idempotent. */
  close(): void;
}

/** Who is at the server's end of a channel. */
export interface Attendant {
  /** A request is being answered: the client has nothing to say until then. */
  readonly busy: boolean;
  request(request: Request): void;
  end(): void;
}

/** After so many requests in a row the event loop has its turn. */
const IN_A_ROW = 64;
/** So many in a row make a client one that is alone: waiting for its next request keeps nobody else waiting. */
const STREAK = 3;

/** Who was served last, and how many times in a row: common to the channels of a server. */
export class Turn {
  last: object | null = null;
  streak = 0;
}

/** Requests are read and answered as they come, without a promise in between. */
export class PlainChannel implements Channel {
  readonly #vigil = new Vigil();
  #ended = false;

  constructor(
    private readonly connection: Connection,
    private readonly turn: Turn,
    /** What comes, comes through the event loop of this process: waiting awake would keep it away. */
    private readonly byLoop: boolean,
  ) {}

  open(attendant: Attendant): void {
    this.connection.watch(() => this.#read(attendant));
    this.#read(attendant); // some may have come with the end of the handshake
  }

  send(bytes: Uint8Array): Promise<void> | null {
    return this.connection.post(bytes);
  }

  close(): void {
    this.#ended = true;
    this.connection.close();
  }

  #read(attendant: Attendant): void {
    try {
      let awake = 0;
      for (let i = 0; i < IN_A_ROW && !this.#ended; i++) {
        const got = this.connection.tryRecvWith(unpackRequest, LONGEST, awake);
        if (got === null) return;
        this.#vigil.end();
        // Whatever comes from a client that waits for an answer: it has hung up, its call is over.
        if (attendant.busy) return this.#end(attendant);
        attendant.request(got.value);
        if (attendant.busy) return;
        awake = this.#afterAnswer();
      }
    } catch {
      this.#end(attendant); // the end, or no client of ours
    }
  }

  /** A client that calls again at once is answered several times as fast when the server does not fall asleep in between. */
  #afterAnswer(): number {
    const { turn } = this;
    if (turn.last !== this) {
      turn.last = this;
      turn.streak = 0;
    }
    const awake = this.#vigil.begin();
    return ++turn.streak > STREAK && !this.byLoop ? awake : 0;
  }

  #end(attendant: Attendant): void {
    if (this.#ended) return;
    this.close();
    attendant.end();
  }
}
