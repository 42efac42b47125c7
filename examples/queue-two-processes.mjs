// A queue between two processes: one writes, one reads, both made before the queue knows of them.
import { Process, Queue } from 'forkable';

const queue = new Queue();

function write(values) {
  console.log('the writer begins');
  for (const value of values) {
    queue.putSync(value);
    console.log(`put ${value}`);
  }
}

async function read() {
  console.log('the reader begins');
  for (let i = 0; i < 3; i++) console.log(`got ${await queue.get()}`);
}

const writer = new Process({ target: write, args: [['A', 'B', 'C']] });
const reader = new Process({ target: read });
writer.start();
reader.start();
await Promise.all([writer.join(), reader.join()]);
console.log(`both have ended, ${queue.qsize()} left in the queue`);
queue.close();
