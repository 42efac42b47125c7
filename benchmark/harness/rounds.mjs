// The order of trials: round after round, in each round every contestant once, the first one moving on by one, so
// that a slow minute of the machine hits all alike.
import { judge } from './aims.mjs';
import { commandOf } from './contestants.mjs';
import { runTrial, tidy } from './run-trial.mjs';
import { summary } from './statistics.mjs';

export const DEFAULT_ROUNDS = 5;
const TRIAL_LIMIT = 30_000;
/** Milliseconds for all trials of a benchmark; contestants that are not done then have failed. */
const BENCHMARK_LIMIT = 150_000;

/** All the groups of a benchmark; `onTrial(title)` is told before each trial. */
export async function runBenchmark({ name, file, benchmark }, options, onTrial) {
  const deadline = performance.now() + (benchmark.limit ?? BENCHMARK_LIMIT);
  const groups = [];
  for (const group of benchmark.groups) {
    groups.push(await runGroup({ file, benchmark, group, options, onTrial, deadline }));
  }
  return { name, title: benchmark.title, notes: benchmark.notes ?? '', failure: benchmark.failure, groups };
}

/** Trials of the benchmark in all, for the progress bar. */
export function trialsOf(benchmark, options) {
  return benchmark.groups.reduce(
    (sum, group) => sum + Object.keys(group.contestants).length * roundsOf(group, options),
    0,
  );
}

const roundsOf = (group, options) => options.rounds ?? group.rounds ?? DEFAULT_ROUNDS;

async function runGroup(context) {
  const { file, benchmark, group, options, onTrial } = context;
  const names = Object.keys(group.contestants);
  const { parameters, failure } = await measure(context);
  const entries = new Map(
    names.map((name) => [
      name,
      { ...(failure ? { failure } : command(file, group, name, parameters)), figures: [], seconds: 0 },
    ]),
  );
  for (let round = 0; round < roundsOf(group, options); round += 1) {
    for (let step = 0; step < names.length; step += 1) {
      const name = names[(step + round) % names.length];
      onTrial(`${benchmark.name} · ${group.title} · ${name}`);
      await runEntry(entries.get(name), context);
    }
  }
  const { title, unit, better, aims } = group;
  const contestants = names.map((name) => ({ name, ...outcome(entries.get(name)) }));
  return judged({ name: group.name, title, unit, better, parameters, contestants, aims });
}

/** The group with its aims judged; one that names what does not run is a mistake of the benchmark file. */
function judged(group) {
  try {
    return { ...group, aims: judge(group) };
  } catch (error) {
    return { ...group, aims: [], failure: error.message };
  }
}

/** The group's `measures`, each taken once: what its contestants are told. */
async function measure({ file, group, deadline }) {
  const parameters = {};
  for (const name of Object.keys(group.measures ?? {})) {
    const result = await bounded(command(file, group, name, null), group, deadline);
    if (result.failure) return { parameters: null, failure: `measuring ${name}: ${result.failure}` };
    parameters[name] = result.figure;
  }
  return { parameters };
}

async function runEntry(entry, { group, deadline }) {
  if (entry.missing || entry.failure) return;
  const began = performance.now();
  const result = await bounded(entry, group, deadline);
  entry.seconds += (performance.now() - began) / 1000;
  if (result.failure) entry.failure = result.failure;
  else if (result.missing) entry.missing = result.missing;
  else entry.figures.push(result.figure);
}

async function bounded({ command: line, failure }, group, deadline) {
  if (failure) return { failure };
  const left = deadline - performance.now();
  if (left <= 0) return { failure: 'the time of the benchmark was over' };
  return runTrial(line, Math.min(left, group.limit ?? TRIAL_LIMIT));
}

/** The command of a contestant, or why it cannot be had: a C program that does not compile is one that failed. */
function command(...args) {
  try {
    return commandOf(...args);
  } catch (error) {
    return { failure: tidy(error.message) };
  }
}

/** What a contestant's trials came to; `seconds` is what all of them took. */
function outcome({ missing, failure, figures, seconds }) {
  if (missing) return { missing };
  const taken = { figures, seconds: Number(seconds.toFixed(1)) };
  return failure ? { failure, ...taken } : { ...summary(figures), ...taken };
}
