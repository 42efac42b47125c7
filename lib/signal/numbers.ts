/** From names to numbers and back; checks of signals and of sets of them. */
import { constants } from 'node:os';
import { invalidType } from '../errors';
import { native } from '../native';
import { signalByName, type SignalLike } from '../util/signals';
import { checkInteger } from '../util/validate';
import { NSIG, SIGRTMAX, SIGRTMIN } from './constants';

/** The name of a signal: `'SIGTERM'`; a real-time one is `'SIGRTMIN+3'` or `'SIGRTMAX-1'`. */
export type SignalName = Exclude<SignalLike, number>;

type Numbers = { readonly [Name in NodeJS.Signals | 'SIGCLD' | 'SIGRTMIN' | 'SIGRTMAX']: number };

/**
 * All signals, both ways: `Signals.SIGTERM` is 15, `Signals[15]` is `'SIGTERM'`. Python: `signal.Signals`.
 */
export const Signals: Numbers & { readonly [signum: number]: string } = makeSignals();

function makeSignals(): Numbers & { readonly [signum: number]: string } {
  const byName: Record<string, number> = {
    ...constants.signals,
    SIGCLD: constants.signals.SIGCHLD,
    SIGRTMIN,
    SIGRTMAX,
  };
  // The usual name last, so that it is the one the number gives.
  const aliases = ['SIGIOT', 'SIGPOLL', 'SIGCLD', 'SIGUNUSED'];
  const table: Record<string, number | string> = { ...byName };
  for (const [name, signum] of Object.entries(byName)) if (!aliases.includes(name)) table[signum] = name;
  return Object.freeze(table) as unknown as Numbers & { readonly [signum: number]: string };
}

/** The signals that the library keeps for itself. */
export function isInternal(signum: number): boolean {
  const { firstInternal, lastInternal } = native.signalNumbers;
  return signum >= firstInternal && signum <= lastInternal;
}

/** A number in 1..NSIG-1 from a number or a name. */
export function checkSignal(value: unknown, name = 'sig'): number {
  if (typeof value === 'string') return signalByName(value, name);
  if (typeof value !== 'number') throw invalidType(name, 'a signal number or name', value);
  return checkInteger(value, name, 1, NSIG - 1);
}

/** As checkSignal, but 0 is allowed: it only asks whether a signal could be sent. */
export function checkSignalOrZero(value: unknown, name = 'sig'): number {
  return value === 0 ? 0 : checkSignal(value, name);
}

/** Any iterable of signals as sorted numbers without duplicates. */
export function checkSet(value: unknown, name = 'set'): number[] {
  if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) {
    throw invalidType(name, 'an iterable of signals', value);
  }
  const members = [...(value as Iterable<unknown>)].map((member) =>
    checkSignal(member, `a member of ${name}`),
  );
  return [...new Set(members)].sort((a, b) => a - b);
}
