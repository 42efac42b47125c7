/** In a worker: the message of a result, or of why there is none. */
import { inspect } from 'node:util';
import { encodeInto } from '../codec';
import type { Ring } from '../queues';
import {
  encodeResult,
  RETURNED,
  UNSENDABLE,
  type ChunkResult,
  type Outcome,
  type Unsendable,
} from './protocol';

/** Sends a result, or why it cannot be sent. */
export function sendResult(ring: Ring, outcome: Outcome, ms: number, value: unknown, isChunk: boolean): void {
  try {
    put(ring, outcome, ms, value);
  } catch (problem) {
    if (outcome !== RETURNED) put(ring, outcome, ms, plainError(value));
    else if (isChunk) put(ring, RETURNED, ms, sendable(value as ChunkResult));
    else put(ring, UNSENDABLE, ms, describe(value, problem));
  }
}

function put(ring: Ring, outcome: Outcome, ms: number, value: unknown): void {
  const { bytes, length } = encodeResult(outcome, ms, value);
  // Somebody who died holds the lock, or memory is short: that ends well or with an error.
  while (!ring.sendEncoded(bytes, length));
}

/** A chunk of which some values or errors cannot be sent. */
function sendable(chunk: ChunkResult): ChunkResult {
  const values = [...chunk.values];
  const failures: ChunkResult['failures'] = chunk.failures.map(([index, outcome, error]) =>
    problemOf(error) === undefined ? [index, outcome, error] : [index, outcome, plainError(error)],
  );
  for (const [index, value] of values.entries()) {
    const problem = problemOf(value);
    if (problem === undefined) continue;
    values[index] = undefined;
    failures.push([index, UNSENDABLE, describe(value, problem)]);
  }
  return { values, failures: failures.sort((a, b) => a[0] - b[0]) };
}

function problemOf(value: unknown): unknown {
  try {
    encodeInto(value);
    return undefined;
  } catch (problem) {
    return problem ?? new Error('unknown');
  }
}

function describe(value: unknown, problem: unknown): Unsendable {
  return [shown(problem), shown(value)];
}

function shown(value: unknown): string {
  try {
    const text = value instanceof Error ? `${value.name}: ${value.message}` : inspect(value, { depth: 1 });
    return text.length > 500 ? `${text.slice(0, 500)}…` : text;
  } catch {
    return 'something that cannot be shown';
  }
}

/** What is left of an error that cannot be sent. */
function plainError(error: unknown): Error {
  const plain = new Error(shown(error));
  try {
    if (error instanceof Error) {
      plain.message = String(error.message);
      plain.stack = String(error.stack);
    }
  } catch {
    // its properties throw: the text will do
  }
  return plain;
}
