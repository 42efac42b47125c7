// The order of trials: round after round, in each round every contestant once, the first one moving on by one, so
// that a slow minute of the machine hits all alike.
import { commandOf } from './contestants.mjs';
import { runTrial } from './run-trial.mjs';
import { summary } from './statistics.mjs';

export const DEFAULT_ROUNDS = 5;
const TRIAL_LIMIT = 60_000;

/** All the groups of a benchmark; `onTrial(title)` is told before each trial. */
export async function runBenchmark({ file, benchmark }, options, onTrial) {
  const groups = [];
  for (const group of benchmark.groups) groups.push(await runGroup(file, benchmark, group, options, onTrial));
  return { name: benchmark.name, title: benchmark.title, notes: benchmark.notes ?? '', groups };
}

/** Trials of the benchmark in all, for the progress bar. */
export function trialsOf(benchmark, options) {
  return benchmark.groups.reduce(
    (sum, group) => sum + Object.keys(group.contestants).length * roundsOf(group, options),
    0,
  );
}

const roundsOf = (group, options) => options.rounds ?? group.rounds ?? DEFAULT_ROUNDS;

async function runGroup(file, benchmark, group, options, onTrial) {
  const names = Object.keys(group.contestants);
  const { parameters, failure } = await measure(file, group);
  const entries = new Map(
    names.map((name) => [
      name,
      { ...(failure ? { failure } : commandOf(file, group, name, parameters)), figures: [] },
    ]),
  );
  for (let round = 0; round < roundsOf(group, options); round += 1) {
    for (let step = 0; step < names.length; step += 1) {
      const name = names[(step + round) % names.length];
      onTrial(`${benchmark.name} · ${group.title} · ${name}`);
      await runEntry(entries.get(name), group);
    }
  }
  return {
    name: group.name,
    title: group.title,
    unit: group.unit,
    better: group.better,
    parameters,
    contestants: names.map((name) => ({ name, ...outcome(entries.get(name)) })),
    aims: group.aims ?? [],
  };
}

/** The group's `measures`, each taken once: what its contestants are told. */
async function measure(file, group) {
  const parameters = {};
  for (const name of Object.keys(group.measures ?? {})) {
    const result = await runTrial(commandOf(file, group, name, null).command, group.limit ?? TRIAL_LIMIT);
    if (result.failure) return { parameters: null, failure: `measuring ${name}: ${result.failure}` };
    parameters[name] = result.figure;
  }
  return { parameters };
}

async function runEntry(entry, group) {
  if (entry.missing || entry.failure) return;
  const result = await runTrial(entry.command, group.limit ?? TRIAL_LIMIT);
  if (result.failure) entry.failure = result.failure;
  else entry.figures.push(result.figure);
}

function outcome({ missing, failure, figures }) {
  if (missing) return { missing };
  if (failure) return { failure, figures };
  return { ...summary(figures), figures };
}
