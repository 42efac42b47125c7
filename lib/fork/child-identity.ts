/**
 * What a child must not have in common with its parent: its pid as JavaScript sees it, the state of random generators,
 * a listening inspector.
 */
import type * as InspectorModule from 'node:inspector';
import { native } from '../native';
import { findEntropy, renewEntropy } from './entropy';
import { seededRandom } from './random';

// Loaded in the parent: a child should not have to.
const inspector = process.features.inspector
  ? (require('node:inspector') as typeof InspectorModule)
  : undefined;

let isPrepared = false;

/** In the parent, before the fork: finds what will have to be renewed, and has the code for it compiled. */
export function prepareIdentity(): void {
  if (isPrepared) return;
  isPrepared = true;
  findEntropy();
  seededRandom()();
}

/** In the child. */
export function renewIdentity(): void {
  // The original value is a constant of the parent's.
  const pid = native.getpid();
  Object.defineProperty(process, 'pid', {
    value: pid,
    writable: false,
    enumerable: true,
    configurable: true,
  });
  // V8 keeps its generator's state out of reach.
  Object.defineProperty(Math, 'random', {
    value: seededRandom(),
    writable: true,
    enumerable: false,
    configurable: true,
  });
  renewEntropy();
  closeInspector();
}

function closeInspector(): void {
  if (inspector?.url() !== undefined) inspector.close();
}
