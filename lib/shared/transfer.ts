/**
 * Values and arrays in the arguments of a process that is started anew: the same memory, with the same lock. Elsewhere an
 * array is copied, as typed arrays are, and a value cannot be sent. Named segments cross everywhere, by name.
 */
import { badMessage, dataCloneError, registerTransferable, type OutgoingAttachments } from '../codec';
import { adopt, decodePlace, encodePlace, isShared } from '../memory';
import type { Lock, RLock } from '../sync';
import { typeOfView, viewOver, type SharedView } from './array';
import { simpleType } from './ctypes';
import { twin } from './factory';
import { place as placeStructure, Structure, type StructureClass } from './structure';
import { ShareableList } from './shareable-list';
import { SharedMemory } from './shared-memory';
import { synchronize } from './synchronized';
import { makeSlot, rawCell, RawCell } from './value';

interface Crossing {
  place: unknown;
  /** A type code, or the class of a record. */
  type: unknown;
  length: number;
  /** The lock that goes with it. */
  lock: RLock | Lock | null;
}

function encodeView(
  view: ArrayBufferView,
  type: unknown,
  object: object,
  attachments: OutgoingAttachments | undefined,
): Crossing {
  const place = encodePlace(view.buffer, view.byteOffset, attachments, 'a value in shared memory');
  const locked = Object.hasOwn(object, 'getLock') ? (object as { getLock(): RLock | Lock }) : undefined;
  const { length = 1 } = view as { length?: number };
  return { place, type, length, lock: locked?.getLock() ?? null };
}

function withLock<T extends object>(raw: T, lock: RLock | Lock | null): T {
  return lock === null ? raw : synchronize(twin(raw) as T, lock, () => raw);
}

function typeOf(code: unknown) {
  const type = typeof code === 'string' ? simpleType(code) : undefined;
  if (type === undefined) throw badMessage('a value of an unknown type');
  return type;
}

registerTransferable<RawCell>('Value', RawCell, {
  encode: (cell, attachments) =>
    encodeView(cell._slot as unknown as ArrayBufferView, cell._type.code, cell, attachments),
  decode: (data, attachments) => {
    const { place, type, lock } = (data ?? {}) as Crossing;
    const simple = typeOf(type);
    const { buffer, offset } = decodePlace(place, attachments);
    return withLock(
      rawCell(
        simple,
        adopt(buffer, offset, () => makeSlot(simple)),
      ),
      lock,
    );
  },
});

class SharedViews {}
registerTransferable<object>('Array', SharedViews, {
  matches: (object) =>
    ArrayBuffer.isView(object) && typeOfView(object) !== undefined && isShared(object.buffer),
  encode: (object, attachments) => {
    const view = object as SharedView;
    return encodeView(view, typeOfView(view)?.code, view, attachments);
  },
  decode: (data, attachments) => {
    const { place, type, length, lock } = (data ?? {}) as Crossing;
    const { buffer, offset } = decodePlace(place, attachments);
    return withLock(viewOver(typeOf(type), buffer, offset, length), lock);
  },
});

registerTransferable<Structure>('Structure', Structure, {
  encode: (record, attachments) => encodeView(record._view, record.constructor, record, attachments),
  decode: (data, attachments) => {
    const { place, type, lock } = (data ?? {}) as Crossing;
    const { buffer, offset } = decodePlace(place, attachments);
    if (typeof type !== 'function') throw badMessage('a record without its class');
    return withLock(placeStructure(type as StructureClass, buffer, offset), lock);
  },
});

registerTransferable<SharedMemory>('SharedMemory', SharedMemory, {
  encode: (memory) => {
    if (memory.name === null) throw dataCloneError('anonymous memory can only be inherited by a fork');
    return memory.name;
  },
  decode: (name) => new SharedMemory({ name: name as string }),
});

registerTransferable<ShareableList>('ShareableList', ShareableList, {
  matches: (object) => object instanceof ShareableList,
  encode: (list) => list.shm.name,
  decode: (name) => new ShareableList(null, { name: name as string }),
});
