/** Math.random for a process with children: xoshiro128** in them, the engine's own generator in the first parent. */

/** The words that native/fork/entropy.h fills in each child. */
export const words = new Uint32Array(new ArrayBuffer(24));
export const PID = 0;
const IS_CHILD = 1;
const SEED = 2;

const original = Math.random;

function next(): number {
  const [a, b, c, d] = [words[SEED]!, words[SEED + 1]!, words[SEED + 2]!, words[SEED + 3]!];
  const product = Math.imul(b, 5);
  const x = c ^ a;
  const y = d ^ b;
  words[SEED + 1] = b ^ x;
  words[SEED] = a ^ y;
  words[SEED + 2] = x ^ (b << 9);
  words[SEED + 3] = (y << 11) | (y >>> 21);
  return Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
}

/** Doubles in [0, 1); in a child with 53 random bits, different in every process. */
export function random(): number {
  if (words[IS_CHILD] === 0) return original();
  return ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 0x20000000000000;
}
