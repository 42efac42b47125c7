// A contestant is a function of the benchmark file (run in a Node process of its own), a C program compiled on the
// fly, or a CPython script. Here each becomes a command line.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './compile.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

/** benchmark/c/<source>; `args` are strings, or a function of the group's measures. */
export const c = (source, args = [], flags = []) => ({ kind: 'c', source, args, flags });

/** benchmark/python/<script>. */
export const python = (script, args = []) => ({ kind: 'python', script, args });

/** `{ command }` to spawn, or `{ missing: reason }` when this machine cannot run the contestant. */
export function commandOf(file, group, name, parameters) {
  const contestant = group.contestants[name] ?? group.measures[name];
  const args = () =>
    (typeof contestant.args === 'function' ? contestant.args(parameters) : contestant.args).map(String);
  if (contestant.kind === 'c') {
    const program = compile(path.join(here, '..', 'c', contestant.source), contestant.flags);
    return program.missing ? program : { command: [program.path, ...args()] };
  }
  if (contestant.kind === 'python') {
    const interpreter = pythonVersion();
    if (interpreter === null) return { missing: 'no python3 here' };
    return { command: ['python3', path.join(here, '..', 'python', contestant.script), ...args()] };
  }
  const flags = group.flags ?? [];
  const trial = path.join(here, 'trial.mjs');
  return {
    command: [process.execPath, ...flags, trial, file, group.name, name, JSON.stringify(parameters ?? null)],
  };
}

let version;
/** '3.11.2', or null without CPython. */
export function pythonVersion() {
  if (version === undefined) {
    const asked = spawnSync('python3', ['--version'], { encoding: 'utf8' });
    version = asked.status === 0 ? asked.stdout.trim().replace('Python ', '') : null;
  }
  return version;
}
