/**
 * Values, arrays and records in messages: the same memory in the other process, with the lock. Without a way for descriptors
 * arrays go as copies, as typed arrays do; everything else throws DataCloneError.
 */
import {
  badMessage,
  type IncomingAttachments,
  type OutgoingAttachments,
  registerTransferable,
} from '../codec';
import { receiveBuffer, sendMemory } from '../memory';
import { Lock, RLock } from '../sync';
import { typeOfView, viewOver } from './array';
import { synchronized } from './factory';
import { classFor, type Described, describe } from './structure-classes';
import {
  isStructure,
  place,
  placeAll,
  recordsOf,
  sealRecords,
  sizeof,
  Structure,
  type StructureClass,
} from './structure';
import { lockOf } from './synchronized';
import { RawCell, receiveCell, sendCell, type SimpleCrossing, typeOfCrossing } from './value';

interface Crossing {
  cell?: SimpleCrossing;
  view?: SimpleCrossing & { length: number };
  record?: RecordCrossing;
  records?: RecordCrossing & { length: number };
  lock: Lock | RLock | null;
}
interface RecordCrossing {
  /** The class itself, by its name, in the arguments of a process. */
  type: Described | StructureClass;
  memory: unknown;
}

function send(value: object, attachments: OutgoingAttachments | undefined): Crossing {
  const lock = lockOf(value) ?? null;
  if (value instanceof RawCell) return { cell: sendCell(value, attachments), lock };
  if (value instanceof Structure) {
    const { buffer, byteOffset, byteLength } = value._view;
    const memory = sendMemory(buffer, byteOffset, byteLength, attachments, 'a Structure');
    return { record: { type: typeFor(value.constructor as StructureClass, attachments), memory }, lock };
  }
  const records = recordsOf(value);
  if (records !== undefined) {
    const { Class, buffer, offset, length } = records;
    const memory = sendMemory(buffer, offset, length * sizeof(Class), attachments, 'an Array');
    return { records: { type: typeFor(Class, attachments), memory, length }, lock };
  }
  const view = value as Uint8Array;
  const code = (typeOfView(view) as { code: string }).code;
  const memory = sendMemory(view.buffer, view.byteOffset, view.byteLength, attachments, 'an Array');
  return { view: { code, memory, length: view.length }, lock };
}

function typeFor(
  Class: StructureClass,
  attachments: OutgoingAttachments | undefined,
): Described | StructureClass {
  try {
    if (attachments?.heir?.refer(Class) !== undefined) return Class;
  } catch {
    // no module exports it
  }
  return describe(Class);
}

function receive(data: unknown, attachments: IncomingAttachments | undefined): object {
  const { lock, ...what } = (data ?? {}) as Crossing;
  const raw = receiveRaw(what, attachments);
  return lock instanceof Lock || lock instanceof RLock ? synchronized(raw, lock) : raw;
}

function receiveRaw(what: Omit<Crossing, 'lock'>, attachments: IncomingAttachments | undefined): object {
  if (what.cell !== undefined) return receiveCell(what.cell, attachments);
  if (what.view !== undefined) {
    const type = typeOfCrossing(what.view);
    const length = checkCount(what.view.length);
    const { buffer, offset } = receiveBuffer(what.view.memory, attachments, length * type.size, type.size);
    return viewOver(type, buffer, offset, length);
  }
  const given = what.record ?? what.records;
  if (given === undefined) throw badMessage('shared memory of no type');
  const Class = isStructure(given.type) ? given.type : classFor(given.type);
  const length = what.record === undefined ? checkCount(what.records?.length) : 1;
  const { buffer, offset } = receiveBuffer(given.memory, attachments, length * sizeof(Class), 1);
  if (what.record !== undefined) return place(Class, buffer, offset);
  return sealRecords(placeAll(Class, buffer, offset, length));
}

function checkCount(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw badMessage('a length that is none');
  return value as number;
}

const how = { encode: send, decode: receive };
registerTransferable<object>('Shared', RawCell, {
  ...how,
  matches: (object) => typeOfView(object) !== undefined || recordsOf(object) !== undefined,
});
registerTransferable<object>('Shared', Structure, how);
