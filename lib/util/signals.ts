/** Signals by number or name. */
import { constants } from 'node:os';
import { invalidType, outOfRange } from '../errors';
import { checkInteger } from './validate';

/** `'SIGTERM'` or its number. */
export type SignalLike =
  number | NodeJS.Signals | 'SIGRTMIN' | 'SIGRTMAX' | `SIGRTMIN+${number}` | `SIGRTMAX-${number}`;

/** As glibc has them, which keeps the two below for itself. */
const SIGRTMIN = 34;
const SIGRTMAX = 64;

const numbers = new Map<string, number>([
  ...Object.entries(constants.signals),
  ['SIGCLD', constants.signals.SIGCHLD],
  ['SIGRTMIN', SIGRTMIN],
  ['SIGRTMAX', SIGRTMAX],
]);

/** The number of a signal; numbers are left to the kernel to judge. */
export function signalNumber(signal: unknown, name = 'sig'): number {
  if (typeof signal === 'number') return checkInteger(signal, name);
  if (typeof signal !== 'string') throw invalidType(name, "a signal's number or name", signal);
  return signalByName(signal, name);
}

/** The number of `'SIGTERM'`, `'SIGRTMIN+3'`. */
export function signalByName(text: string, name: string): number {
  const offset = /^(SIGRTMIN|SIGRTMAX)([+-]\d+)$/.exec(text);
  const base = numbers.get(offset?.[1] ?? text) ?? NaN;
  const number = base + Number(offset?.[2] ?? 0);
  if (!(number >= 1 && number <= SIGRTMAX)) {
    throw outOfRange(name, 'the name of a signal', JSON.stringify(text));
  }
  return number;
}

/** `'SIGTERM'` for 15; the number itself for signals without a name. */
export function signalName(number: number): string {
  for (const [name, each] of numbers) if (each === number) return name;
  return String(number);
}
