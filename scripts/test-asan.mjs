// npm run test:asan: the tests on an addon built with AddressSanitizer and UndefinedBehaviorSanitizer.
//   npm run test:asan -- test/os       a part of them
// Builds a copy of the tree in build/asan, so that the developer's build is left alone.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { headersEnvironment } from './node-headers.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const copy = path.join(root, 'build', 'asan');
const compiler = process.env.CXX ?? 'g++';

mkdirSync(copy, { recursive: true });
const parts = [
  'native',
  'lib',
  'test',
  'examples',
  'docs',
  'scripts',
  'benchmark',
  'binding.gyp',
  'package.json',
];
const settings = ['tsconfig.json', 'tsconfig.build.json', 'vitest.config.ts', 'README.md', 'LICENSE'];
for (const name of [...parts, ...settings, 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md']) {
  const target = path.join(copy, name);
  rmSync(target, { recursive: true, force: true });
  cpSync(path.join(root, name), target, { recursive: true, preserveTimestamps: true });
}
rmSync(path.join(copy, 'node_modules'), { force: true });
symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));

run(process.execPath, ['scripts/build-native.mjs', '-Dsanitize=address,undefined'], headersEnvironment());
run('npm', ['run', '--silent', 'build:ts'], process.env);
run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)], {
  ...process.env,
  LD_PRELOAD: [library('libasan.so'), library('libubsan.so')].join(' '),
  // Node itself is not instrumented: it frees nothing at its end, and its stacks are switched under the sanitizer's feet.
  ASAN_OPTIONS: 'detect_leaks=0:detect_stack_use_after_return=0:use_sigaltstack=0:abort_on_error=1',
  UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1:abort_on_error=1',
  FORKABLE_TEST_SCALE: process.env.FORKABLE_TEST_SCALE ?? '4',
});

function library(name) {
  const words = compiler.split(' ').at(-1);
  return spawnSync(words, [`-print-file-name=${name}`], { encoding: 'utf8' }).stdout.trim();
}

function run(program, args, env) {
  const result = spawnSync(program, args, { cwd: copy, env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (result.status !== 0) process.exit(result.status ?? 1);
}
