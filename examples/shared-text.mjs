// Text in shared memory: an array of bytes, encoded and decoded by those who use it.
import { Array, Event, Process } from 'forkable';

const text = Array('c', 100);
text.value = Buffer.from('哈哈哈');
const changed = new Event();

const first = new Process({
  target: () => {
    console.log(`first child: ${text.value.toString()}`);
    text.value = Buffer.from('夜夜夜');
    changed.set();
  },
});
const second = new Process({
  target: async () => {
    await changed.wait();
    console.log(`second child: ${text.value.toString()}`);
  },
});
first.start();
second.start();
await Promise.all([first.join(), second.join()]);
console.log(`parent: ${text.value.length} bytes of ${text.raw.length}`);
