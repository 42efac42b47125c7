// npm run bench: all the benchmarks, or those of --only; see benchmark/README.md.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { judge } from './aims.mjs';
import { machineFacts } from './machine.mjs';
import { writeResults } from './report/files.mjs';
import { printBenchmark } from './report/terminal.mjs';
import { runBenchmark, trialsOf } from './rounds.mjs';

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

const benchmarks = await loadAll();
if (options.list) {
  for (const { benchmark } of benchmarks) console.log(`${benchmark.name}: ${benchmark.title}`);
  process.exit(0);
}
const chosen = benchmarks.filter(({ benchmark }) => !options.only || options.only.includes(benchmark.name));
if (chosen.length === 0)
  fail(`no such benchmark; there are ${benchmarks.map((b) => b.benchmark.name).join(', ')}`);

const run = { machine: machineFacts(), results: await runAll(chosen) };
if (options.json) console.log(JSON.stringify(run, null, 2));
else run.results.forEach(printBenchmark);
// A part of the benchmarks does not replace the result of a whole run, unless it is asked for.
if (options.save || (!options.only && rounds === undefined)) {
  const page = writeResults(path.join(folder, 'results'), run);
  if (!options.json) console.log(`\nwritten: ${path.relative(process.cwd(), page)}`);
}
if (!options.json) printVerdicts(run.results);
process.exit(failures(run.results).length === 0 ? 0 : 1);

async function loadAll() {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.mjs'))
    .sort();
  return Promise.all(
    files.map(async (name) => {
      const file = path.join(folder, name);
      return { file, benchmark: (await import(pathToFileURL(file).href)).default };
    }),
  );
}

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
  const results = [];
  for (const entry of list) {
    results.push(await runBenchmark(entry, { rounds }, (title) => bar.update((done += 1), { title })));
  }
  bar.stop();
  return results;
}

function failures(results) {
  return results.flatMap((result) =>
    result.groups.flatMap((group) =>
      group.contestants.filter((c) => c.failure).map((c) => `${result.name}: ${c.name}: ${c.failure}`),
    ),
  );
}

function printVerdicts(results) {
  const verdicts = results.flatMap((result) => result.groups.flatMap(judge)).map((aim) => aim.verdict);
  const count = (verdict) => verdicts.filter((each) => each === verdict).length;
  console.log(
    `\naims: ${count('met')} met, ${count('not met')} not met, ${count('not measured')} not measured`,
  );
  for (const failure of failures(results)) console.error(failure);
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
