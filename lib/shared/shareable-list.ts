/** A list of simple values in one segment of shared memory. */
import { inspect } from 'node:util';
import { badMessage, registerTransferable } from '../codec';
import { invalidType, outOfRange, StateError } from '../errors';
import { SharedMemory } from './shared-memory';

/** What an element may be. Integers and bigints within 64 bits; text as UTF-8. */
export type Shareable = number | bigint | boolean | string | Uint8Array | null;

/**
 * Layout, little endian: length (u32), an offset (u32) for each slot and one for the end, a kind (u8) and the bytes in
 * use (u32) for each slot, then the slots. Slots are 8 bytes; those of text and bytes are as large as their first value, rounded
 * up to 8, and keep that size.
 */
const HEADER = 8;
const KINDS = ['null', 'integer', 'bigint', 'float', 'boolean', 'text', 'bytes'] as const;
type Kind = (typeof KINDS)[number];
const MAGIC = 0x314c5346;

function checkSequence<T>(sequence: Iterable<T>): Iterable<T> {
  if (typeof (sequence as Partial<Iterable<T>>)[Symbol.iterator] === 'function') return sequence;
  throw invalidType('sequence', 'an array or another iterable', sequence);
}

/** The proxies that programs see. */
const lists = new WeakSet<object>();

/**
 * A list of fixed length of numbers, bigints, booleans, strings, Buffers and nulls in shared memory, read and written by
 * index: `list[0]`. An element may become any other value; text and bytes must fit the room of the slot (ERR_OUT_OF_RANGE).
 * No locking: one writer at a time, or a lock.
 *
 * `new ShareableList(sequence)` makes one (without a sequence, an empty one), `new ShareableList(null, { name })` attaches. Its segment is `shm`: close it, and
 * unlink it once. Python: `multiprocessing.shared_memory.ShareableList`.
 * @example
 * const list = new ShareableList([1, 'two', 3.5]);
 * list[1] = 'TWO';
 */
export class ShareableList implements Iterable<Shareable> {
  [index: number]: Shareable;
  readonly shm: SharedMemory;

  /** @internal */
  constructor(sequence: SharedMemory);
  constructor(sequence?: Iterable<Shareable> | null, options?: { name?: string | null });
  constructor(sequence?: Iterable<Shareable> | SharedMemory | null, options: { name?: string | null } = {}) {
    const { name } = options;
    const existing = sequence instanceof SharedMemory || (sequence == null && name != null);
    if (sequence instanceof SharedMemory) this.shm = sequence;
    else if (existing) this.shm = new SharedMemory({ name });
    else this.shm = create([...checkSequence(sequence ?? [])].map(encode), name);
    Object.defineProperty(this, 'shm', { enumerable: false });
    if (existing) checkLayout(this.shm);
    const proxy = new Proxy(this, handler);
    lists.add(proxy);
    return proxy;
  }

  /** By the name of its segment. */
  static {
    registerTransferable<ShareableList>('ShareableList', ShareableList, {
      encode: (list) => list.shm,
      decode: (shm) => {
        if (!(shm instanceof SharedMemory)) throw badMessage('a list without its segment');
        return new ShareableList(shm);
      },
      matches: (proxy) => lists.has(proxy),
    });
  }

  get length(): number {
    return viewOf(this).getUint32(4, true);
  }

  /** How often `value` occurs; by value, Buffers by their bytes. */
  count(value: Shareable): number {
    return [...this].filter((element) => equal(element, value)).length;
  }

  /** Index of the first such value. Throws ERR_OUT_OF_RANGE when there is none (Python: ValueError). */
  index(value: Shareable): number {
    const found = [...this].findIndex((element) => equal(element, value));
    if (found < 0) throw outOfRange('value', 'in the list', inspect(value));
    return found;
  }

  at(index: number): Shareable | undefined {
    return this[index < 0 ? this.length + index : index];
  }

  toArray(): Shareable[] {
    return [...this];
  }

  *[Symbol.iterator](): IterableIterator<Shareable> {
    for (let i = 0; i < this.length; i++) yield read(this, i);
  }

  [inspect.custom](): string {
    return `ShareableList(${inspect([...this])}, name=${inspect(this.shm.name)})`;
  }
}

const handler: ProxyHandler<ShareableList> = {
  get(list, key) {
    const index = indexOf(key);
    if (index !== undefined) return index < list.length ? read(list, index) : undefined;
    return Reflect.get(list, key, list) as unknown;
  },
  set(list, key, value) {
    const index = indexOf(key);
    if (index === undefined) return Reflect.set(list, key, value, list);
    if (index >= list.length) throw outOfRange('index', `below ${list.length}`, index);
    write(list, index, value);
    return true;
  },
  has: (list, key) => {
    const index = indexOf(key);
    return index === undefined ? Reflect.has(list, key) : index < list.length;
  },
};

function indexOf(key: string | symbol): number | undefined {
  return typeof key === 'string' && /^(0|[1-9]\d{0,9})$/.test(key) ? Number(key) : undefined;
}

interface Encoded {
  kind: Kind;
  bytes: Buffer;
}

function encode(value: unknown): Encoded {
  const eight = Buffer.alloc(8);
  if (value === null) return { kind: 'null', bytes: eight };
  if (typeof value === 'boolean') {
    eight[0] = value ? 1 : 0;
    return { kind: 'boolean', bytes: eight };
  }
  if (typeof value === 'bigint') {
    if (BigInt.asIntN(64, value) !== value) throw outOfRange('an integer', 'within 64 bits', value);
    eight.writeBigInt64LE(value);
    return { kind: 'bigint', bytes: eight };
  }
  if (typeof value === 'number') {
    const whole = Number.isSafeInteger(value) && !Object.is(value, -0);
    if (whole) eight.writeBigInt64LE(BigInt(value));
    else eight.writeDoubleLE(value);
    return { kind: whole ? 'integer' : 'float', bytes: eight };
  }
  if (typeof value === 'string') return { kind: 'text', bytes: Buffer.from(value) };
  if (value instanceof Uint8Array) return { kind: 'bytes', bytes: Buffer.from(value) };
  throw invalidType('an element', 'a number, bigint, boolean, string, Buffer or null', value);
}

const tableEnd = (length: number): number => HEADER + 4 * (length + 1) + 8 * length;

function create(elements: Encoded[], name: string | null | undefined): SharedMemory {
  let offset = (tableEnd(elements.length) + 7) & ~7;
  const offsets = elements.map(({ bytes }) => {
    const at = offset;
    offset += Math.max(8, (bytes.length + 7) & ~7);
    return at;
  });
  const shm = new SharedMemory({ create: true, size: offset, name });
  const view = viewIn(shm);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, elements.length, true);
  [...offsets, offset].forEach((at, i) => view.setUint32(HEADER + 4 * i, at, true));
  elements.forEach((element, i) => put(view, elements.length, i, element));
  return shm;
}

/** The segment was written by somebody: nothing in it is believed. */
function checkLayout(shm: SharedMemory): void {
  const view = viewIn(shm);
  const broken = (): never => {
    shm.close();
    throw new StateError(`segment ${shm.name} holds no ShareableList`, 'ERR_INVALID_STATE');
  };
  if (view.byteLength < HEADER || view.getUint32(0, true) !== MAGIC) broken();
  const length = view.getUint32(4, true);
  if (tableEnd(length) > view.byteLength) broken();
  let last = tableEnd(length);
  for (let i = 0; i <= length; i++) {
    const at = view.getUint32(HEADER + 4 * i, true);
    if (at < last || at > view.byteLength) broken();
    last = at;
  }
}

function viewIn(shm: SharedMemory): DataView {
  if (shm.buf === null) throw new StateError('the list is closed', 'ERR_INVALID_STATE');
  return new DataView(shm.buf.buffer, shm.buf.byteOffset, shm.buf.byteLength);
}

function viewOf(list: ShareableList): DataView {
  return viewIn(list.shm);
}

function slot(view: DataView, length: number, index: number): { at: number; room: number; entry: number } {
  const at = view.getUint32(HEADER + 4 * index, true);
  const end = Math.min(view.getUint32(HEADER + 4 * index + 4, true), view.byteLength);
  return { at, room: Math.max(0, end - at), entry: HEADER + 4 * (length + 1) + 8 * index };
}

function put(view: DataView, length: number, index: number, { kind, bytes }: Encoded): void {
  const { at, room, entry } = slot(view, length, index);
  if (bytes.length > room) throw outOfRange('text or bytes', `at most ${room} bytes long here`, bytes.length);
  new Uint8Array(view.buffer, view.byteOffset + at, room).set(bytes);
  view.setUint32(entry + 4, bytes.length, true);
  view.setUint8(entry, KINDS.indexOf(kind));
}

function write(list: ShareableList, index: number, value: unknown): void {
  put(viewOf(list), list.length, index, encode(value));
}

function read(list: ShareableList, index: number): Shareable {
  const view = viewOf(list);
  const { at, room, entry } = slot(view, list.length, index);
  const used = Math.min(view.getUint32(entry + 4, true), room);
  const bytes = (): Buffer => Buffer.from(new Uint8Array(view.buffer, view.byteOffset + at, used));
  switch (KINDS[view.getUint8(entry)]) {
    case 'integer':
      return Number(view.getBigInt64(at, true));
    case 'bigint':
      return view.getBigInt64(at, true);
    case 'float':
      return view.getFloat64(at, true);
    case 'boolean':
      return view.getUint8(at) !== 0;
    case 'text':
      return bytes().toString();
    case 'bytes':
      return bytes();
    default:
      return null;
  }
}

function equal(a: Shareable, b: Shareable): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return a === b;
}
