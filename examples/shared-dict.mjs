// A dictionary in shared memory: no server, every process reads and writes it as if it were its own.
import { Process, SharedDict } from 'forkable';

const text = 'the quick brown fox jumps over the lazy dog and the dog sleeps on';
const counts = new SharedDict();
const words = text.split(' ');
const counters = [0, 1].map(
  (part) =>
    new Process({
      target: () => {
        for (let i = part; i < words.length; i += 2) counts.update(words[i], (n = 0) => n + 1);
      },
    }),
);
for (const counter of counters) counter.start();
for (const counter of counters) await counter.join();
console.log(
  `${counts.size} words, "the" ${counts.the} times, "dog" ${counts.dog} times, "cat" in it: ${'cat' in counts}`,
);
