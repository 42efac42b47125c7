/** One C value in shared memory. */
import { inspect } from 'node:util';
import { allocate, keepFor } from '../memory';
import type { CType } from './ctypes';

/** A view of one element; it keeps the memory. */
export type Slot = Record<0, number | bigint> & { readonly length: number };

export function makeSlot(type: CType): Slot {
  const block = allocate(type.size);
  const slot = new type.View(block.arena.buffer, block.offset, 1);
  keepFor(slot, block);
  return slot as unknown as Slot;
}

/**
 * A value without a lock. Reading and writing `value` is one access to memory, atomic by itself; `value++` is two.
 * Python: what `RawValue` returns.
 */
export class RawCell<T = unknown> {
  /** @internal */
  readonly _type: CType<T>;
  /** @internal */
  readonly _slot: Slot;

  constructor(type: CType<T>, slot: Slot) {
    this._type = type;
    this._slot = slot;
    Object.defineProperties(this, { _type: { enumerable: false }, _slot: { enumerable: false } });
  }

  /** Integers wrap to the size of the type; a wrong kind throws ERR_INVALID_ARG_TYPE. */
  get value(): T {
    return this._type.decode(this._slot[0]);
  }
  set value(value: T) {
    this._slot[0] = this._type.encode(value, 'value');
  }

  [inspect.custom](): string {
    return `${this._type.name}(${inspect(this.value)})`;
  }
}

/** Numbers take the short way: no call in between. */
export class NumberCell extends RawCell<number> {
  override get value(): number {
    return this._slot[0] as number;
  }
  override set value(value: number) {
    if (typeof value !== 'number') this._type.encode(value, 'value');
    this._slot[0] = value;
  }
}

/** Small integers pass at once, others are checked: 1.5 is no integer. */
export class IntegerCell extends RawCell<number> {
  override get value(): number {
    return this._slot[0] as number;
  }
  override set value(value: number) {
    const small = typeof value === 'number' && (value | 0) === value;
    this._slot[0] = small ? value : this._type.encode(value, 'value');
  }
}

export function rawCell(type: CType, slot: Slot): RawCell {
  if (type.kind === 'integer') return new IntegerCell(type as CType<number>, slot);
  if (type.kind === 'float') return new NumberCell(type as CType<number>, slot);
  return new RawCell(type, slot);
}
