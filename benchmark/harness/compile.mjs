// C programs of the benchmarks, compiled once a run into a folder that goes away with it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const programs = new Map();
let folder = null;

/** `{ path }` of the program, or `{ missing: reason }`. */
export function compile(source, flags = []) {
  const key = [source, ...flags].join(' ');
  if (!programs.has(key)) programs.set(key, build(source, flags));
  return programs.get(key);
}

/** First line of `cc --version`, or null. */
export function compilerVersion() {
  const asked = spawnSync('cc', ['--version'], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.split('\n')[0] : null;
}

function build(source, flags) {
  if (compilerVersion() === null) return { missing: 'no C compiler here' };
  folder ??= temporaryFolder();
  const target = path.join(folder, `${path.basename(source, '.c')}-${programs.size}`);
  const done = spawnSync('cc', ['-O2', '-std=gnu11', '-Wall', '-pthread', '-o', target, source, ...flags], {
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`${source} does not compile:\n${done.stderr}`);
  return { path: target };
}

function temporaryFolder() {
  const made = mkdtempSync(path.join(os.tmpdir(), 'forkable-bench-'));
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}
