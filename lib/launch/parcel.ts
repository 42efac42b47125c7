/**
 * What a process that is started anew gets to know: a passport, which it reads first, and its baggage, which it can unpack
 * once the modules named in the passport are loaded. Both lie in a memfd; descriptors go along.
 */
import { fstatSync, readSync } from 'node:fs';
import { badMessage, decode, encode, IncomingDescriptors, OutgoingDescriptors } from '../codec';
import { close, ftruncate, memfdCreate, write } from '../os';
import { lookUp } from './modules';
import { receivedReference, referTo, type Reference } from './reference';
import type { StartMethod } from './start-method';

/** Plain data. */
export interface Passport {
  /** Modules to load before the baggage is unpacked. */
  modules: string[];
  name: string;
  path: readonly number[];
  daemon: boolean;
  authkey: Buffer;
  startMethod: StartMethod;
  parentName: string;
  parentPid: number;
  cwd: string;
  argv: readonly string[];
  env: Record<string, string>;
}

/** Anything that can be sent: shared memory, connections, exported functions included. */
export interface Baggage {
  /** Of a subclass of Process. */
  class: unknown;
  fields: Record<string, unknown>;
  target: unknown;
  args: readonly unknown[];
  kwargs: object | null;
}

/** Descriptors, the first of them the memory with passport and baggage. */
export class Parcel implements Disposable {
  readonly #attached: OutgoingDescriptors;

  /** Throws DataCloneError for what cannot be sent; EMFILE, ENOMEM. */
  constructor(passport: Omit<Passport, 'modules'>, baggage: Baggage) {
    const modules = new Set<string>();
    const refer = (value: object): Reference => {
      const reference = referTo(value);
      modules.add(reference.module);
      return reference;
    };
    this.#attached = new OutgoingDescriptors([memfdCreate('forkable-start')], { refer });
    try {
      const packed = encode(baggage, this.#attached);
      this.#store(encode({ ...passport, modules: [...modules] } satisfies Passport), packed);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  get descriptors(): readonly number[] {
    return this.#attached.descriptors;
  }

  #store(passport: Buffer, baggage: Buffer): void {
    const [memory] = this.descriptors as [number];
    const head = Buffer.alloc(4);
    head.writeUInt32LE(passport.length);
    const bytes = Buffer.concat([head, passport, baggage]);
    for (let at = 0; at < bytes.length;) at += write(memory, bytes.subarray(at));
    ftruncate(memory, bytes.length);
  }

  [Symbol.dispose](): void {
    this.#attached.close();
  }
}

/** A parcel in the process it was meant for. Takes the descriptors over. */
export class Arrival {
  readonly passport: Passport;
  readonly #baggage: Buffer;
  readonly #descriptors: (number | undefined)[];

  constructor(descriptors: readonly number[]) {
    const [memory] = descriptors as [number];
    const size = fstatSync(memory).size;
    const bytes = Buffer.alloc(size);
    for (let at = 0; at < size;) {
      const read = readSync(memory, bytes, at, size - at, at);
      if (read === 0) throw badMessage('the start of a process is cut off');
      at += read;
    }
    const end = 4 + bytes.readUInt32LE(0);
    this.passport = decode(bytes.subarray(4, end)) as Passport;
    this.#baggage = bytes.subarray(end);
    close(memory);
    this.#descriptors = [undefined, ...descriptors.slice(1)];
  }

  /** After the modules have been loaded. Descriptors that nothing in it wants are closed. */
  unpack(): Baggage {
    const attachments = new IncomingDescriptors(() => this.#descriptors, {
      resolve: (reference) => lookUp(receivedReference(reference)),
    });
    const baggage = decode(this.#baggage, attachments) as Baggage;
    for (const fd of this.#descriptors) if (fd !== undefined) close(fd);
    return baggage;
  }
}
