// A queue in one process: full, empty, qsize.
import { Empty, Full, Queue } from 'forkable';

const queue = new Queue(3);
console.log(`empty: ${queue.empty()}, full: ${queue.full()}, size: ${queue.qsize()}`);

for (const name of ['apple', 'banana', 'cherry']) queue.putSync(name);
console.log(`empty: ${queue.empty()}, full: ${queue.full()}, size: ${queue.qsize()}`);

try {
  queue.putNowait('date');
} catch (error) {
  console.log(`no room for a fourth: ${error instanceof Full}`);
}
while (!queue.empty()) console.log(`got ${queue.getSync()}, ${queue.qsize()} left`);

try {
  await queue.get({ timeout: 100 });
} catch (error) {
  console.log(`nothing came within 100 ms: ${error instanceof Empty}`);
}
queue.close();
