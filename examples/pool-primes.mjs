// Counting primes: alone, then shared out by pool.map with a progress bar.
import { Pool } from 'forkable';

const LIMIT = 400_000;
const STEP = 20_000;

function countPrimes(from) {
  let count = 0;
  for (let n = Math.max(2, from); n < from + STEP; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n; d++) {
      if (n % d === 0) {
        isPrime = false;
        break;
      }
    }
    if (isPrime) count++;
  }
  return count;
}

function bar(done, total) {
  const filled = Math.round((done / total) * 30);
  const text = `[${'#'.repeat(filled)}${'.'.repeat(30 - filled)}] ${done}/${total}`;
  process.stdout.write(process.stdout.isTTY ? `\r${text}` : done === total ? text : '');
}

const starts = Array.from({ length: LIMIT / STEP }, (_, i) => i * STEP);
const sum = (counts) => counts.reduce((a, b) => a + b);

let began = performance.now();
const alone = sum(starts.map(countPrimes));
const serial = performance.now() - began;
console.log(`alone:      ${alone} primes in ${serial.toFixed(0)} ms`);

const pool = new Pool();
began = performance.now();
const shared = sum(await pool.map(countPrimes, starts, { chunksize: 1, onProgress: bar }));
const parallel = performance.now() - began;
console.log(
  `\nwith a pool: ${shared} primes in ${parallel.toFixed(0)} ms, ${(serial / parallel).toFixed(2)} × as fast`,
);
await pool[Symbol.asyncDispose]();
