/** One client's connection as the server sees it: requests come in, answers go out, some day it ends. */
import type { Connection } from '../../connection';
import { LONGEST } from '../protocol';
import type { Pace } from './pace';

export interface Channel {
  /** Settles when the bytes have left; rejects when they cannot. */
  send(bytes: Buffer): Promise<void>;
  /** Idempotent. */
  close(): void;
}

/** Who is at the server's end of a channel. */
export interface Attendant {
  /** A request is being answered: the client has nothing to say until then. */
  readonly busy: boolean;
  request(bytes: Buffer): void;
  end(): void;
}

/** After so many requests in a row the event loop has its turn. */
const IN_A_ROW = 64;

/** A Unix socket or TCP. Requests are read and answered as they come, without a promise in between. */
export class PlainChannel implements Channel {
  #ended = false;

  constructor(
    private readonly connection: Connection,
    private readonly pace: Pace,
  ) {}

  open(attendant: Attendant): void {
    this.connection.watch(() => this.#read(attendant));
    this.#read(attendant); // some may have come with the end of the handshake
  }

  send(bytes: Buffer): Promise<void> {
    return this.connection.sendBytes(bytes);
  }

  close(): void {
    this.#ended = true;
    this.connection.close();
  }

  #read(attendant: Attendant): void {
    try {
      let ms = 0;
      for (let i = 0; i < IN_A_ROW && !this.#ended; i++) {
        const bytes = this.connection.tryRecvBytes(LONGEST, ms);
        if (ms > 0) this.pace.spun(bytes !== null);
        if (bytes === null) return;
        // Whatever comes from a client that waits for an answer: it has hung up, its call is over.
        if (attendant.busy) return this.#end(attendant);
        attendant.request(bytes);
        if (attendant.busy) return;
        ms = this.pace.afterAnswer(this);
      }
    } catch {
      this.#end(attendant);
    }
  }

  #end(attendant: Attendant): void {
    if (this.#ended) return;
    this.close();
    attendant.end();
  }
}
