// A manager keeps objects in a process of its own; others use them as if they were theirs.
import { Manager, Process } from 'forkable';

const manager = Manager();
const d = manager.dict();
const l = manager.list([0, 1, 2, 3, 4]);
const p = new Process({
  target: () => {
    d[1] = 18;
    d['2'] = 56;
    d.half = 0.5;
    l.reverse();
  },
});
p.start();
await p.join();
console.log('the dict:', d);
console.log('the list:', l);
console.log(`d[1] is ${d[1]}, "half" in d is ${'half' in d}, l[0] is ${l[0]}, l.length is ${l.length}`);

// Objects inside of objects stay objects of the manager.
d.inner = manager.list(['a']);
d.inner.push('b');
console.log('nested:', [...d.inner]);
await manager.shutdown();
