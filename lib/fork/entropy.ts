/**
 * The stores of random bytes behind crypto.randomUUID and crypto.randomInt: a child would draw the same values from them
 * as its parent. They are found once, before the first fork; each child finds them filled anew (native/fork/entropy.h).
 */
import { randomInt, randomUUID } from 'node:crypto';
import { native } from '../native';
import { addForkHooks } from '../util/fork-hooks';

/** A way to draw from a store, and the bytes that the value drawn was made of. */
interface Store {
  /** Bytes of one value. */
  step: number;
  /** Values in a full store. */
  count: number;
  draw(): Uint8Array;
  /** How many values one can draw until the store is used up for sure. */
  useUp(): void;
}

const uuids: Store = {
  step: 16,
  count: 128,
  // Of a UUID, bytes 6 and 8 carry the version and variant: the six before them are as they were drawn.
  draw: () => Buffer.from(randomUUID().replaceAll('-', '').slice(0, 12), 'hex'),
  useUp: () => times(128, () => randomUUID()),
};

const integers: Store = {
  step: 6,
  count: 1024,
  draw: () => {
    const bytes = Buffer.alloc(6);
    bytes.writeUIntBE(randomInt(2 ** 48 - 1), 0, 6);
    return bytes;
  },
  useUp: () => times(1024, () => randomInt(2)),
};

const unfound = new Set<Store>();

// A store that could not be found is used up in each child instead, which takes a millisecond.
addForkHooks({
  needed: () => unfound.size > 0,
  afterInChild: () => {
    for (const store of unfound) store.useUp();
  },
});

/** In the parent, once, before the first fork. */
export function findEntropy(): void {
  for (const store of [uuids, integers]) if (!locate(store)) unfound.add(store);
}

function locate(store: Store): boolean {
  const at = find(store);
  return at !== 0n && native.noteEntropy(at, store.step, store.step * store.count);
}

/** The address of the value drawn last. Copies of a value may stand elsewhere, but not with the next one behind it. */
function find(store: Store): bigint {
  const value = store.draw();
  const candidates: bigint[] = [];
  for (let at = native.findBytes(value, 0n); at !== 0n; at = native.findBytes(value, at)) candidates.push(at);
  const next = store.draw();
  const step = BigInt(store.step);
  const first = candidates.find((at) => native.holdsBytes(at + step, next));
  return first === undefined ? 0n : first + step;
}

function times(count: number, action: () => unknown): void {
  for (let i = 0; i < count; i++) action();
}
