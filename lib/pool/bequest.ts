/**
 * Large binary arguments that are there before a worker is forked: the fork copies them, as it copies everything, so what
 * crosses is a number. Good for workers forked during the very call that brings them: what these have is how the
 * arguments were at that moment. Any other worker is sent the bytes.
 */
import { badMessage, registerTransferable } from '../codec';
import { isShared } from '../memory';
import { STARMAP, type Mode } from './protocol';

/** Smaller ones are copied as fast. */
const LARGE = 0x10000;

/** In a message, in the place of an argument. */
class Heirloom {
  constructor(readonly number: number) {}
}

/** In the parent what is being left just now; in a worker what it has been left and not yet been given. */
const left = new Map<number, object>();
let next = 1;

registerTransferable('Heirloom', Heirloom, {
  encode: ({ number }) => number,
  decode: (number) => {
    const value = left.get(number as number);
    if (value === undefined) throw badMessage('an argument that this process has not inherited');
    left.delete(number as number);
    return value as Heirloom;
  },
});

export class Bequest {
  readonly #heirlooms = new Map<unknown, Heirloom>();

  /** Of what tasks are given, or null when nothing of it is worth it. */
  static of(mode: Mode, args: readonly unknown[]): Bequest | null {
    const values = mode === STARMAP ? args.flatMap(listed) : args;
    const large = values.filter(isLarge);
    return large.length === 0 ? null : new Bequest(large);
  }

  /** Those that have their bytes to themselves: each goes to one task only. */
  private constructor(large: readonly Bytes[]) {
    for (const value of ownBytes(large)) {
      left.set(next, value);
      this.#heirlooms.set(value, new Heirloom(next++));
    }
  }

  /** The arguments with numbers in the place of what was left; null when there is nothing to replace. */
  shorten(mode: Mode, args: readonly unknown[]): unknown[] | null {
    if (mode !== STARMAP) return this.#shorten(args);
    const items = args.map((item) => this.#shorten(listed(item)));
    return items.some((item) => item !== null) ? items.map((item, i) => item ?? args[i]) : null;
  }

  #shorten(values: readonly unknown[]): unknown[] | null {
    if (!values.some((value) => this.#heirlooms.has(value))) return null;
    return values.map((value) => this.#heirlooms.get(value) ?? value);
  }

  /** From now on forks do not count. */
  end(): void {
    for (const { number } of this.#heirlooms.values()) left.delete(number);
  }
}

/** The arguments that an item of starmap is. */
const listed = (item: unknown): readonly unknown[] => (Array.isArray(item) ? item : []);

type Bytes = ArrayBuffer | ArrayBufferView<ArrayBuffer>;

function isLarge(value: unknown): value is Bytes {
  if (typeof value !== 'object' || value === null) return false;
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  return buffer instanceof ArrayBuffer && buffer.byteLength >= LARGE && !isShared(buffer);
}

/** Without those that overlap with another: what one task writes must not be seen by the next. */
function ownBytes(values: readonly Bytes[]): Bytes[] {
  const byBuffer = new Map<ArrayBuffer, Bytes[]>();
  for (const value of values) {
    const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
    const others = byBuffer.get(buffer);
    if (others === undefined) byBuffer.set(buffer, [value]);
    else others.push(value);
  }
  return [...byBuffer.values()].flatMap((list) => {
    const sorted = [...list].sort((a, b) => startOf(a) - startOf(b));
    let end = 0;
    const overlaps = sorted.some((value) => {
      const begins = startOf(value);
      const isInside = begins < end;
      end = Math.max(end, begins + value.byteLength);
      return isInside;
    });
    return overlaps ? [] : list;
  });
}

const startOf = (value: Bytes): number => (ArrayBuffer.isView(value) ? value.byteOffset : 0);
