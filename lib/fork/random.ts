/** A stand-in for Math.random in a child: xoshiro128**, seeded by the kernel. */
import { native } from '../native';

const state = new Uint32Array(4);

/** A function named `random` that gives doubles in [0, 1) with 53 random bits, different in every process. */
export function seededRandom(): () => number {
  native.fillRandom(state);
  let [a, b, c, d] = state as unknown as [number, number, number, number];
  const next = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  return function random(): number {
    return ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 0x20000000000000;
  };
}
