/** A task whose large arguments are left to workers: for the heirs of the bequest its message is brief, for others whole. */
import type { Encoded } from '../codec';
import type { Bequest } from './bequest';
import { encodeTask, type Mode } from './protocol';

export interface Legacy {
  bequest: Bequest;
  mode: Mode;
  kwargs: object | null | undefined;
  brief: readonly unknown[];
  whole: readonly unknown[];
}

export const encodeBrief = (tag: number, number: number, { mode, brief, kwargs }: Legacy): Encoded =>
  encodeTask(tag, number, mode, brief, kwargs);

/** Throws where what was to be inherited cannot be sent any more: its memory was given away meanwhile. */
export const encodeWhole = (tag: number, number: number, { mode, whole, kwargs }: Legacy): Encoded =>
  encodeTask(tag, number, mode, whole, kwargs);
