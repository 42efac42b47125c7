/**
 * What the tarball holds, and that programs of users run from it on every Node release named in FORKABLE_SMOKE_NODES
 * (paths of binaries, separated by colons; default: the Node of the tests).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { pages, root, tokensOf } from '../docs/pages';

const { tarball, app, bin } = inject('smoke');
const nodes = (process.env['FORKABLE_SMOKE_NODES'] ?? process.execPath).split(':');
const installed = path.join(app, 'node_modules', 'forkable');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>;
};

const readmeProgram = ((): string => {
  const readme = pages.find(({ name }) => name === 'README.md');
  const block = tokensOf(readme?.tokens ?? [], 'code').find((token) => token['lang'] === 'js');
  return String(block?.['text']);
})();

const commonjsProgram = `
const { os } = require('forkable');
const pid = require('forkable/os').fork();
if (pid === 0) os._exit(7);
console.log(os.waitstatusToExitcode(os.waitpid(pid, 0)[1]));
`;

function run(node: string, args: string[]): { status: number | null; output: string } {
  const env = { ...process.env, PATH: bin, NODE_OPTIONS: '' };
  const result = spawnSync(node, args, { cwd: app, env, encoding: 'utf8', timeout: 60_000 });
  return { status: result.status, output: result.stdout + result.stderr };
}

test('the runtime tree is tiny', () => {
  const names = readdirSync(path.join(app, 'node_modules')).filter((name) => !name.startsWith('.'));
  expect(names.sort()).toEqual(['forkable', 'node-gyp-build', 'picocolors']);
});

test('the tarball holds the library, its binaries and its documentation, and nothing else', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(path.join(installed, name)).isFile(),
  );
  const wanted =
    /^(dist\/.*\.(js|mjs|d\.ts|d\.mts|js\.map)|prebuilds\/linux-\w+\/forkable\.(glibc|musl)\.node|docs\/.*\.(md|svg)|(README|CHANGELOG)\.md|LICENSE|package\.json)$/;
  expect(files.filter((name) => !wanted.test(name))).toEqual([]);
  for (const name of ['LICENSE', 'README.md', 'dist/index.js', `prebuilds/linux-${process.arch}`]) {
    expect(existsSync(path.join(installed, name)), name).toBe(true);
  }
  expect(statSync(tarball).size).toBeLessThan(5e6);
});

test('installing runs nothing and builds nothing', () => {
  expect(existsSync(path.join(installed, 'build'))).toBe(false);
  const scripts = (
    JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    }
  ).scripts;
  expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
});

test('the binary needs no newer C library than promised', () => {
  const folder = path.join(installed, 'prebuilds', `linux-${process.arch}`);
  const binary = path.join(folder, readdirSync(folder)[0] ?? '');
  const check = [path.join(root, 'scripts', 'check-symbols.mjs'), binary];
  const result = spawnSync(process.execPath, check, { encoding: 'utf8' });
  expect(result.stderr).toBe('');
  expect(result.status).toBe(0);
});

test('publint and arethetypeswrong find nothing', () => {
  for (const [program, ...args] of [
    ['publint', '--strict', '--pack', 'false', installed],
    ['attw', '--profile', 'node16', tarball],
  ] as const) {
    const result = spawnSync(path.join(root, 'node_modules', '.bin', program), args, { encoding: 'utf8' });
    expect(result.status, `${program}\n${result.stdout}\n${result.stderr}`).toBe(0);
  }
});

test.each(nodes)('%s runs the program of the README as an ES module', (node) => {
  writeFileSync(path.join(app, 'readme.mjs'), readmeProgram);
  const { status, output } = run(node, ['readme.mjs']);
  expect(output).toMatch(/child \d+ says 666666166\.46\nand ended with 0/);
  expect(status).toBe(0);
});

test.each(nodes)('%s runs a program as CommonJS', (node) => {
  writeFileSync(path.join(app, 'program.cjs'), commonjsProgram);
  expect(run(node, ['program.cjs'])).toEqual({ status: 0, output: '7\n' });
});

test.each(nodes)('%s has the same names through import and require at every entry', (node) => {
  const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');
  const program = `
    import { createRequire } from 'node:module';
    const require = createRequire(import.meta.url);
    for (const name of ${JSON.stringify(entries.map((entry) => path.posix.join('forkable', entry)))}) {
      const [imported, required] = [await import(name), require(name)];
      for (const key of Object.keys(required)) if (imported[key] !== required[key]) throw new Error(name + ' ' + key);
    }
    console.log('same');`;
  writeFileSync(path.join(app, 'entries.mjs'), program);
  expect(run(node, ['entries.mjs'])).toEqual({ status: 0, output: 'same\n' });
});

test.each(nodes)('%s runs the doctor', (node) => {
  const { status, output } = run(node, [path.join('node_modules', '.bin', 'forkable'), 'doctor']);
  expect(output).toContain('fork');
  expect(status).toBe(0);
});
