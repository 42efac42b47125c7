// A number and an array in shared memory, changed by a child process.
import { Array, Process, Value } from 'forkable';

const number = Value('d', 2.3);
const array = Array('i', [1, 2, 3, 4]);

const child = new Process({
  target: (num, arr) => {
    num.value = 3.1415927;
    for (let i = 0; i < arr.length; i++) arr[i] = -arr[i];
  },
  args: [number, array],
});
console.log(`before: ${number.value} ${array.toArray()}`);
child.start();
await child.join();
console.log(`after: ${number.value} ${array.toArray()}`);
