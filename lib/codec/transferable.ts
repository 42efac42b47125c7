/**
 * Classes of the library whose objects cross as themselves: connections, locks, shared memory. What they need beside
 * data are descriptors, which only Unix sockets and the start of a process can carry.
 */
import { badMessage, dataCloneError } from './fail';

/** Descriptors that go with a message. */
export interface OutgoingAttachments {
  /** Adds a descriptor (the sender keeps its own); the receiver gets it under the number returned. */
  attach(fd: number): number;
  /** The same for one that several objects of the message need: it goes once. */
  attachShared(fd: number): number;
  /** The receiver is a process that is just being started by this one: functions cross by name. */
  readonly heir?: Naming | undefined;
}

/** How exported functions and classes cross to a process that is being started: by name. */
export interface Naming {
  /** Throws DataCloneError for what no module exports. */
  refer(value: object): unknown;
}

/** Descriptors that came with a message. */
export interface IncomingAttachments {
  /** The descriptor of that number, from now on the caller's; throws ERR_BAD_MESSAGE when there is none. */
  take(index: number): number;
  /** What `open` made of the descriptor, which it took over, when the first object asked for it. */
  shared<T>(index: number, open: (fd: number) => T): T;
  /** In a process that is being started: what a name means. */
  readonly heir?: { resolve(reference: unknown): object } | undefined;
}

export interface Transferable<T extends object> {
  /** What decode() needs: anything structured clone takes. Without `attachments` no descriptor can go along. */
  encode(object: T, attachments: OutgoingAttachments | undefined): unknown;
  decode(data: unknown, attachments: IncomingAttachments | undefined): T;
  /** Knows objects whose class can't be seen: a Proxy, and arrays that are more than their elements. */
  matches?(object: object): boolean;
}

export interface Registered extends Transferable<object> {
  readonly name: string;
}

const byPrototype = new Map<object, Registered>();
const byName = new Map<string, Registered>();
const byLook: Registered[] = [];

/** Once for each class, when its module loads; `name` is what stands in messages. Subclasses cross as the class. */
export function registerTransferable<T extends object>(
  name: string,
  Class: { readonly prototype: T },
  how: Transferable<T>,
): void {
  const entry = { ...(how as unknown as Transferable<object>), name };
  byPrototype.set(Class.prototype, entry);
  byName.set(name, entry);
  if (entry.matches) byLook.push(entry);
}

/** For objects that can't be what they are in another process: sending one throws DataCloneError with the reason. */
export function registerUncloneable(Class: { readonly prototype: object }, reason: string): void {
  byPrototype.set(Class.prototype, {
    name: '',
    encode: () => {
      throw dataCloneError(reason);
    },
    decode: () => ({}),
  });
}

/** The attachments, or DataCloneError: `what` needs a channel that carries descriptors. */
export function requireAttachments(
  attachments: OutgoingAttachments | undefined,
  what: string,
): OutgoingAttachments {
  if (attachments === undefined) {
    throw dataCloneError(`${what} can only be sent over a Unix socket or in the arguments of a process`);
  }
  return attachments;
}

export function transferableByPrototype(prototype: object | null): Registered | undefined {
  for (
    let p = prototype;
    p !== null && p !== Object.prototype;
    p = Object.getPrototypeOf(p) as object | null
  ) {
    const entry = byPrototype.get(p);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

export function transferableByLook(object: object): Registered | undefined {
  return byLook.find((entry) => entry.matches?.(object));
}

export function transferableByName(name: string): Registered | undefined {
  return byName.get(name);
}

/** Of functions and classes that cross by name. */
export const NAMED = 'Named';
byName.set(NAMED, {
  name: NAMED,
  encode: () => undefined,
  decode: (reference, attachments) => {
    if (attachments?.heir === undefined) throw badMessage('a function by name');
    return attachments.heir.resolve(reference);
  },
});
