// The benchmark files of a folder. One that cannot be loaded is a benchmark that failed; the others go on.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { tidy } from './run-trial.mjs';

/** `{ name, file, benchmark }` of every benchmark, in the order of their names. */
export async function loadAll(folder) {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => path.basename(name, '.mjs'))
    .sort();
  return Promise.all(names.map((name) => load(name, path.join(folder, `${name}.mjs`))));
}

async function load(name, file) {
  try {
    return { name, file, benchmark: (await import(pathToFileURL(file).href)).default };
  } catch (error) {
    return { name, file, benchmark: { name, title: name, groups: [], failure: tidy(error.message) } };
  }
}
