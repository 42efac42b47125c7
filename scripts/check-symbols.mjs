// Fails when a built addon needs a newer C library than the package promises, or libstdc++ at all.
//   node scripts/check-symbols.mjs [FILE…]     default: the addon just built and every prebuilt one
import { existsSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const FLOOR = { GLIBC: '2.28', GCC: '7.0.0' };

const given = process.argv.slice(2);
const built = path.join('build', 'Release', 'forkable.node');
const prebuilt = existsSync('prebuilds')
  ? readdirSync('prebuilds', { recursive: true })
      .filter((name) => name.endsWith('.node'))
      .map((name) => path.join('prebuilds', name))
  : [];
const files = given.length > 0 ? given : [built, ...prebuilt].filter((file) => existsSync(file));
if (files.length === 0) fail('there is no addon to look at');

const complaints = files.flatMap((file) => check(file).map((line) => `${file}: ${line}`));
for (const line of complaints) console.error(line);
if (complaints.length > 0) process.exit(1);

function check(file) {
  const needed = objdump('-p', file)
    .filter((line) => /^\s*NEEDED/.test(line))
    .map((line) => line.trim().split(/\s+/)[1]);
  const versions = objdump('-T', file)
    .filter((line) => line.includes('*UND*'))
    .map((line) => /\(?([A-Z]+)_([0-9.]+)\)?\s+(\S+)$/.exec(line))
    .filter((match) => match !== null);
  const newest = Object.keys(FLOOR).map((family) => {
    const own = versions.filter((match) => match[1] === family).map((match) => match[2]);
    return `${family} ${own.sort(compare).at(-1) ?? '-'}`;
  });
  console.log(`${file}: ${newest.join(', ')}; ${needed.join(' ')}`);
  return [
    ...needed.filter((name) => /libstdc\+\+/.test(name)).map((name) => `needs ${name}`),
    ...versions
      .filter(([, family, version]) => family in FLOOR && compare(version, FLOOR[family]) > 0)
      .map(([, family, version, symbol]) => `${symbol} is of ${family}_${version}, above ${FLOOR[family]}`),
  ];
}

function compare(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function objdump(...args) {
  const result = spawnSync('objdump', args, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  if (result.status !== 0) fail(result.stderr || `objdump: ${result.error?.message}`);
  return result.stdout.split('\n');
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
