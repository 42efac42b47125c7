// A process of one's own: target, positional and keyword arguments, a name, a join that does not wait for ever.
import { Process, currentProcess, os } from 'forkable';

async function work(times, { name }) {
  for (let i = 1; i <= times; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    console.log(`I'm ${name}, round ${i}, in ${currentProcess().name} with the parent ${os.getppid()}`);
  }
}

const worker = new Process({ target: work, args: [3], kwargs: { name: 'Ada' }, name: 'Worker' });
worker.start();
console.log(`name ${worker.name}, pid ${worker.pid}, alive: ${worker.isAlive()}`);

await worker.join(50);
console.log(`after 50 ms it still runs: ${worker.exitcode === null}`);
await worker.join();
console.log(`it ended with ${worker.exitcode}`);
