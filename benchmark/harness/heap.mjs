// A JavaScript heap of a wanted size, and what a process has resident.
import { readFileSync } from 'node:fs';

/** About `megabytes` of small objects that refer to each other; keep the result to keep them alive. */
export function objectGraph(megabytes) {
  const BYTES_EACH = 100;
  const nodes = [];
  let previous = null;
  for (let index = 0; index < (megabytes * 1e6) / BYTES_EACH; index += 1) {
    previous = { index, name: `node ${index}`, previous, weight: index / 3 };
    nodes.push(previous);
  }
  return nodes;
}

/** Private anonymous memory of this process in KiB: what a fork has to copy page tables for. */
export function privateKiB() {
  return Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'latin1'))[1]);
}
