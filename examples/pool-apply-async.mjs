// Ten tasks on three workers: the caller goes on at once and asks for the results later.
import { Pool } from 'forkable';

async function work(n) {
  await new Promise((resolve) => setTimeout(resolve, 20 * Math.random()));
  return { n, square: n * n, pid: process.pid };
}

const pool = new Pool(3);
const results = Array.from({ length: 10 }, (_, n) => pool.applyAsync(work, [n]));
console.log('all submitted; ready:', results.filter((result) => result.ready()).length);

const pids = new Set();
for (const result of results) {
  const { n, square, pid } = await result.get(10_000);
  pids.add(pid);
  console.log(`task ${n}: ${square}, by ${pid}`);
}
console.log(`10 tasks, ${pids.size} workers`);

// A worker that dies fails its own task, no other.
const doomed = pool.applyAsync(() => process.kill(process.pid, 'SIGKILL'));
console.log(await doomed.catch((error) => `${error.name}: ${error.signal}`));
console.log('the pool goes on:', await pool.apply((a, b) => a + b, [20, 22]));

pool.close();
await pool.join();
console.log('all workers have ended');
