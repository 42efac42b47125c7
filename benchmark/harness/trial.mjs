// The process of one trial: runs one contestant of one group once, prints its figure and leaves.
//   node trial.mjs FILE GROUP CONTESTANT PARAMETERS
import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [file, groupName, name, parameters] = process.argv.slice(2);
const { default: benchmark } = await import(pathToFileURL(file).href);
const group = benchmark.groups.find((candidate) => candidate.name === groupName);
const run = group.contestants[name] ?? group.measures[name];
// A number, or `{ missing }` where the machine lacks what the contestant needs.
const result = await run(JSON.parse(parameters));
writeSync(1, `${JSON.stringify(typeof result === 'number' ? { figure: result } : result)}\n`);
process.exit(0);
