/**
 * What a child must not have in common with its parent: its pid as JavaScript sees it, the state of random generators,
 * a listening inspector.
 */
import * as crypto from 'node:crypto';
import type * as InspectorModule from 'node:inspector';
import { native } from '../native';
import { seededRandom } from './random';

const setProperty = Object.defineProperty;

export function renewIdentity(): void {
  // The original value is a constant of the parent's.
  const pid = native.getpid();
  setProperty(process, 'pid', { value: pid, writable: false, enumerable: true, configurable: true });
  // V8 keeps its generator's state out of reach.
  setProperty(Math, 'random', {
    value: seededRandom(),
    writable: true,
    enumerable: false,
    configurable: true,
  });
  useUpEntropy();
  closeInspector();
}

type Inspector = typeof InspectorModule;

function closeInspector(): void {
  if (!process.features.inspector) return;
  const inspector = require('node:inspector') as Inspector;
  if (inspector.url() !== undefined) inspector.close();
}

/** Node draws UUIDs and random integers from caches (128 UUIDs, 1024 integers): both are used up here. */
function useUpEntropy(): void {
  for (let i = 0; i < 128; i++) crypto.randomUUID();
  for (let i = 0; i < 1024; i++) crypto.randomInt(2);
}
