// Which files speak of what: alone, then with a pool and a progress bar. Workers read and look, the parent merges.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SingleBar } from 'cli-progress';
import { Pool } from 'forkable';

const TERMS = new Set(['fork', 'process', 'thread', 'signal', 'pipe', 'queue', 'lock', 'memory', 'zombie']);
const PORTION = 200_000;
const folder = fileURLToPath(new URL('../node_modules', import.meta.url));
const portions = inPortions(textFiles(folder).slice(0, 1500));
const fileCount = portions.flat().length;
console.log(`${fileCount} files`);

let began = performance.now();
const alone = merge(portions.map(indexOf));
const serial = performance.now() - began;
console.log(`alone:       ${alone.size} terms in ${serial.toFixed(0)} ms`);

const bar = new SingleBar({
  format: '[{bar}] {value}/{total} portions · {duration} s',
  ...{ barCompleteChar: '#', barIncompleteChar: '.', barsize: 30 },
  ...{ stream: process.stdout, noTTYOutput: true, notTTYSchedule: 60_000 },
});
const pool = new Pool();
bar.start(portions.length, 0);
began = performance.now();
const parts = await pool.map(indexOf, portions, { chunksize: 1, onProgress: (done) => bar.update(done) });
const shared = merge(parts);
const parallel = performance.now() - began;
bar.stop();
console.log(`with a pool: ${shared.size} terms in ${parallel.toFixed(0)} ms`);
console.log(`${(serial / parallel).toFixed(2)} × as fast, the same index: ${isSame(alone, shared)}`);
for (const [term, files] of shared) console.log(`${term}: ${files.length} files`);
pool.close();
await pool.join();

/** Term by term the files that have it. */
function indexOf(files) {
  const index = new Map();
  for (const file of files) {
    const words = new Set(
      readFileSync(file, 'utf8')
        .toLowerCase()
        .match(/[a-z]+/g),
    );
    for (const term of TERMS) if (words.has(term)) index.set(term, [...(index.get(term) ?? []), file]);
  }
  return index;
}

function merge(indexes) {
  const whole = new Map();
  for (const index of indexes) {
    for (const [term, files] of index) whole.set(term, (whole.get(term) ?? []).concat(files));
  }
  return whole;
}

function isSame(a, b) {
  return a.size === b.size && [...a].every(([term, files]) => files.join() === b.get(term).join());
}

function textFiles(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(md|js|mjs|ts)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

/** Tasks of about the same size. */
function inPortions(files) {
  const list = [[]];
  let bytes = 0;
  for (const file of files) {
    bytes += statSync(file).size;
    list.at(-1).push(file);
    if (bytes < PORTION) continue;
    list.push([]);
    bytes = 0;
  }
  return list.filter((portion) => portion.length > 0);
}
