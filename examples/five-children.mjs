// Five children at a time: each has its own memory, the parent collects their exit codes.
import { Process, activeChildren } from 'forkable';

let counter = 0;
const children = Array.from({ length: 5 }, (_, i) => {
  const child = new Process({
    target: () => {
      counter += i;
      process.exitCode = counter;
    },
  });
  child.start();
  return child;
});
console.log(`children run: ${activeChildren().length > 0}`);
await Promise.all(children.map((child) => child.join()));
console.log(`exit codes ${children.map((child) => child.exitcode).join(' ')}`);
console.log(`the parent's counter is still ${counter}`);
