/** Packs the tarball once and installs it into an empty folder: scripts disabled, no compiler to be found. */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder that holds `app` (with the package installed) and `bin` (all of PATH). */
    smoke: { tarball: string; app: string; bin: string };
  }
}

const root = path.join(__dirname, '..', '..');

export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'forkable-smoke-'));
  // In CI the binaries come from machines of their own.
  const prebuilt = process.env['FORKABLE_SMOKE_PREBUILT'] !== undefined;
  if (!prebuilt) run(process.execPath, [path.join(root, 'scripts', 'prebuild.mjs')], root);
  const npm = npmProgram();
  run(process.execPath, [npm, 'pack', '--ignore-scripts', '--pack-destination', folder], root);
  const tarball = path.join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '');

  const [app, bin] = [path.join(folder, 'app'), path.join(folder, 'bin')];
  mkdirSync(app);
  mkdirSync(bin);
  symlinkSync('/bin/sh', path.join(bin, 'sh'));
  symlinkSync(process.execPath, path.join(bin, 'node'));
  writeFileSync(path.join(app, 'package.json'), '{ "name": "app", "private": true }\n');
  run(process.execPath, [npm, 'install', '--ignore-scripts', '--no-audit', '--no-fund', tarball], app, bin);
  project.provide('smoke', { tarball, app, bin });
  return () => rmSync(folder, { recursive: true, force: true });
}

/** npm's program, since the npm in PATH may live beside a compiler. */
function npmProgram(): string {
  const named = process.env['npm_execpath'];
  if (named?.endsWith('npm-cli.js')) return named;
  const found = spawnSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).stdout.trim();
  return realpathSync(found);
}

function run(program: string, args: string[], cwd: string, searched = process.env['PATH'] ?? ''): void {
  const env = { ...process.env, PATH: searched };
  const result = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  if (result.status !== 0) throw new Error(`${args.join(' ')}\n${result.stdout}\n${result.stderr}`);
}
