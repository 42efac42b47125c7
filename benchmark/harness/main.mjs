// npm run bench: all the benchmarks, or those of --only; see benchmark/README.md.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { loadAll } from './load.mjs';
import { machineFacts } from './machine.mjs';
import { writeResults } from './report/files.mjs';
import { linkFromReadme } from './report/readme.mjs';
import { printBenchmark, printSummary } from './report/terminal.mjs';
import { runBenchmark, trialsOf } from './rounds.mjs';
import { failuresOf } from './verdicts.mjs';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    save: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});
const rounds = options.rounds === undefined ? undefined : Number(options.rounds);
if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0)) {
  fail('--rounds takes a positive whole number');
}
// Interrupted: the 'exit' listeners end the running trial and remove the compiled programs.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

const benchmarks = await loadAll(folder);
if (options.list) {
  for (const { name, benchmark } of benchmarks) console.log(`${name}: ${benchmark.title}`);
  process.exit(0);
}
const unknown = (options.only ?? []).filter((name) => !benchmarks.some((entry) => entry.name === name));
if (unknown.length > 0) {
  fail(`no benchmark ${unknown.join(', ')}; there are ${benchmarks.map(({ name }) => name).join(', ')}`);
}
const chosen = benchmarks.filter(({ name }) => !options.only || options.only.includes(name));

const machine = machineFacts();
const began = performance.now();
const results = await runAll(chosen);
const run = { machine: { ...machine, seconds: Math.round((performance.now() - began) / 1000) }, results };
if (options.json) console.log(JSON.stringify(run, null, 2));
else results.forEach(printBenchmark);
// A part of the benchmarks does not replace the result of a whole run, unless it is asked for.
const whole = !options.only && rounds === undefined;
if (options.save || whole) {
  const page = writeResults(path.join(folder, 'results'), run);
  if (whole) linkFromReadme(path.join(folder, '..', 'README.md'), run);
  if (!options.json) console.log(`\nwritten: ${path.relative(process.cwd(), page)}`);
}
if (!options.json) printSummary(run);
process.exit(failuresOf(results).length === 0 ? 0 : 1);

async function runAll(list) {
  const bar = new SingleBar({
    format: '{bar} {value}/{total} · {duration_formatted} · {title}',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
  });
  const total = list.reduce((sum, { benchmark }) => sum + trialsOf(benchmark, { rounds }), 0);
  let done = -1;
  bar.start(total, 0, { title: '' });
  const finished = [];
  for (const entry of list) {
    finished.push(await runBenchmark(entry, { rounds }, (title) => bar.update((done += 1), { title })));
  }
  bar.stop();
  return finished;
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
