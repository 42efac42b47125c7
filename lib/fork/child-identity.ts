/**
 * What a child must not have in common with its parent: its pid as JavaScript sees it, the state of random generators,
 * a listening inspector. All but the last is renewed without any JavaScript in the child (native/fork/entropy.h): code
 * that runs there for the first time costs more than the fork.
 */
import type * as InspectorModule from 'node:inspector';
import { native } from '../native';
import { addForkHooks } from '../util/fork-hooks';
import { findEntropy } from './entropy';
import { PID, random, words } from './random';

// Loaded in the parent: a child should not have to.
const inspector = process.features.inspector
  ? (require('node:inspector') as typeof InspectorModule)
  : undefined;

addForkHooks({ needed: () => inspector?.url() !== undefined, afterInChild: () => inspector?.close() });

let isPrepared = false;

/** In the parent, before the fork. Does its work once. */
export function prepareIdentity(): void {
  if (isPrepared) return;
  isPrepared = true;
  words[PID] = native.getpid();
  native.noteIdentity(words);
  // The original is a constant of the first process.
  Object.defineProperty(process, 'pid', {
    get: () => words[PID],
    enumerable: true,
    configurable: true,
  });
  // V8 keeps its generator's state out of reach.
  Object.defineProperty(Math, 'random', {
    value: random,
    writable: true,
    enumerable: false,
    configurable: true,
  });
  findEntropy();
}
