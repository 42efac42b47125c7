// Builds the addon with node-gyp (incrementally once configured), through ccache where the machine has it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { headersEnvironment } from './node-headers.mjs';

if (process.platform !== 'linux') {
  console.log('forkable: the native addon is built on Linux only; skipped');
  process.exit(0);
}
const require = createRequire(import.meta.url);
const gyp = path.join(path.dirname(require.resolve('node-gyp/package.json')), 'bin', 'node-gyp.js');
const env = headersEnvironment();
const sources = readdirSync('native', { recursive: true })
  .filter((file) => file.endsWith('.cc'))
  .sort()
  .concat(`Node ${process.versions.node}, headers of ${env.npm_config_nodedir ?? 'node-gyp'}`)
  .join('\n');

// A new or removed source file, or another Node, needs a new makefile; otherwise make finds out by itself what to do.
const stamp = path.join('build', 'sources.txt');
const configured =
  existsSync(path.join('build', 'Makefile')) &&
  existsSync(stamp) &&
  readFileSync(stamp, 'utf8') === sources &&
  statSync('binding.gyp').mtimeMs < statSync(stamp).mtimeMs;

function run(...args) {
  const hasCcache = spawnSync('ccache', ['--version'], { stdio: 'ignore' }).status === 0;
  if (hasCcache && !env.CXX) env.CXX = 'ccache g++';
  const result = spawnSync(process.execPath, [gyp, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
const extra = process.argv.slice(2);
if (!configured || extra.length > 0) {
  run('configure', '--loglevel=warn', ...extra);
  mkdirSync('build', { recursive: true });
  writeFileSync(stamp, sources);
}
run('build', '--loglevel=warn', '-j', 'max');
