// Counting primes: alone, then shared out by pool.map with a progress bar.
import { SingleBar } from 'cli-progress';
import { Pool } from 'forkable';

const LIMIT = 1_000_000;
const STEP = 25_000;

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

const starts = Array.from({ length: LIMIT / STEP }, (_, i) => i * STEP);
const sum = (counts) => counts.reduce((a, b) => a + b);

let began = performance.now();
const alone = sum(starts.map(countPrimes));
const serial = performance.now() - began;
console.log(`alone:       ${alone} primes in ${serial.toFixed(0)} ms`);

const pool = new Pool();
// Where the output is no terminal the bar is drawn once, when all is done.
const bar = new SingleBar({
  format: 'with a pool: {bar} {value}/{total}',
  stream: process.stdout,
  noTTYOutput: true,
  notTTYSchedule: 60_000,
});
bar.start(starts.length, 0);
began = performance.now();
const shared = sum(
  await pool.map(countPrimes, starts, { chunksize: 1, onProgress: (done) => bar.update(done) }),
);
const parallel = performance.now() - began;
bar.stop();
const faster = (serial / parallel).toFixed(2);
console.log(`with a pool: ${shared} primes in ${parallel.toFixed(0)} ms, ${faster} × as fast`);
await pool[Symbol.asyncDispose]();
