/** What a process of this library is called and where it stands in the tree: Python's `_identity` and default names. */
import { randomBytes } from 'node:crypto';
import { runsInChildren } from '../util/child-code';

/** The numbers of the processes on the way down from the main process; empty for that one. */
let path: readonly number[] = [];
let started = 0;
let key: Buffer = Buffer.alloc(0);

/** The path of the next process made here. */
export function nextPath(): readonly number[] {
  started += 1;
  return [...path, started];
}

/** `Process-1`, and `Process-1:2` for the second process of the first one. */
export function defaultName(className: string, own: readonly number[]): string {
  return `${className}-${own.join(':')}`;
}

/** In a new process: what it makes is numbered from one again. */
export function becomePath(own: readonly number[]): void {
  path = own;
  started = 0;
}

/** The key of this process, which its children inherit: 32 random bytes. */
export function ownAuthkey(): Buffer {
  if (key.length === 0) key = randomBytes(32);
  return key;
}

export function setOwnAuthkey(value: Buffer): void {
  key = value;
}

runsInChildren(becomePath);
