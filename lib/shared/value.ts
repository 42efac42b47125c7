/** One C value in shared memory. */
import { inspect } from 'node:util';
import { badMessage, type IncomingAttachments, type OutgoingAttachments } from '../codec';
import { allocate, type Block, keepFor, receiveBlock, sendMemory } from '../memory';
import { type CType, simpleType } from './ctypes';

/** A view of one element; it keeps the memory. */
export type Slot = Record<0, number | bigint> & { readonly length: number };

export function makeSlot(type: CType, block: Block = allocate(type.size)): Slot {
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
class NumberCell extends RawCell<number> {
  override get value(): number {
    return this._slot[0] as number;
  }
  override set value(value: number) {
    if (typeof value !== 'number') this._type.encode(value, 'value');
    this._slot[0] = value;
  }
}

/** Small integers pass at once, others are checked: 1.5 is no integer. */
class IntegerCell extends RawCell<number> {
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

/** What a cell, or an array, of a simple type is made of in a message. */
export interface SimpleCrossing {
  code: string;
  memory: unknown;
}

export function typeOfCrossing(data: unknown): CType {
  const { code } = (data ?? {}) as Partial<SimpleCrossing>;
  const type = typeof code === 'string' ? simpleType(code) : undefined;
  if (type === undefined) throw badMessage('a C type that is none');
  return type;
}

export function sendCell(cell: RawCell, attachments: OutgoingAttachments | undefined): SimpleCrossing {
  const { buffer, byteOffset } = cell._slot as unknown as Uint8Array;
  const memory = sendMemory(buffer, byteOffset, cell._type.size, attachments, 'a Value');
  return { code: cell._type.code, memory };
}

export function receiveCell(data: unknown, attachments: IncomingAttachments | undefined): RawCell {
  const type = typeOfCrossing(data);
  const block = receiveBlock((data as SimpleCrossing).memory, attachments, type.size);
  return rawCell(type, makeSlot(type, block));
}
