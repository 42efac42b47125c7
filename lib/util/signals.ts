/** Signals by number or name. */
import { constants } from 'node:os';
import { invalidType, outOfRange } from '../errors';
import { checkInteger } from './validate';

/** `'SIGTERM'` or its number. */
export type SignalLike = number | NodeJS.Signals;

const byName = new Map<string, number>(Object.entries(constants.signals));

/** The number of a signal; numbers are left to the kernel to judge. */
export function signalNumber(signal: unknown, name = 'sig'): number {
  if (typeof signal === 'number') return checkInteger(signal, name);
  if (typeof signal !== 'string') throw invalidType(name, "a signal's number or name", signal);
  const number = byName.get(signal);
  if (number === undefined) throw outOfRange(name, 'the name of a signal', JSON.stringify(signal));
  return number;
}

/** `'SIGTERM'` for 15; the number itself for signals without a name. */
export function signalName(number: number): string {
  for (const [name, each] of byName) if (each === number) return name;
  return String(number);
}
