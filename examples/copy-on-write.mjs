// A fork copies nothing but page tables: parent and child share every page until one of them writes to it.
import { readFileSync } from 'node:fs';
import { os } from 'forkable';

const graph = objectGraph(100);
report('parent, before the fork');

const pid = os.fork();
if (pid === 0) {
  report('child, just born');
  graph[7].name = 'mine now';
  for (let index = 0; index < graph.length / 2; index += 1) graph[index].weight += 1;
  report('child, after writing to half of it');
  console.log(`the child changed: "${graph[7].name}"`);
  os._exit(0);
}
os.waitpid(pid, 0);
console.log(`the parent still has: "${graph[7].name}"`);
report('parent, at the end');

/** About so many megabytes of objects that refer to each other. */
function objectGraph(megabytes) {
  const nodes = [];
  let previous = null;
  for (let index = 0; index < megabytes * 10_000; index += 1) {
    previous = { name: `node ${index}`, previous, weight: index / 3 };
    nodes.push(previous);
  }
  return nodes;
}

function report(who) {
  const rollup = readFileSync('/proc/self/smaps_rollup', 'latin1');
  const sum = (...names) =>
    names.reduce((total, name) => total + Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)[1]), 0);
  const text = (kib) => `${(kib / 1024).toFixed(0).padStart(4)} MB`;
  const shared = text(sum('Shared_Clean', 'Shared_Dirty'));
  console.log(`${who.padEnd(36)} private ${text(sum('Private_Clean', 'Private_Dirty'))}   shared ${shared}`);
}
