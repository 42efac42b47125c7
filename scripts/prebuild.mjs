// Makes prebuilds/linux-<arch>/forkable.glibc.node (musl on a musl system) with prebuildify.
//   node scripts/prebuild.mjs [x64|arm64 …]     default: this machine's architecture
// Another architecture than the machine's is cross-compiled with Debian's compilers.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { headersEnvironment } from './node-headers.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const triplets = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };

const wanted = process.argv.slice(2);
for (const arch of wanted.length > 0 ? wanted : [process.arch]) {
  if (!(arch in triplets)) throw new Error(`there is no prebuild for ${arch}`);
  prebuild(arch);
}

function prebuild(arch) {
  // In a folder of its own: the developer's build is left alone.
  const folder = path.join(root, 'build', `prebuild-${arch}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of ['native', 'binding.gyp', 'package.json']) {
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  }
  const prefix = arch === process.arch ? '' : `${triplets[arch]}-`;
  const tools = prefix === '' ? {} : { CC: `${prefix}gcc`, CXX: `${prefix}g++`, AR: `${prefix}ar` };
  const options = [
    ...['--napi', '--strip', '--strip-bin', `${prefix}strip`, '--tag-libc', '--arch', arch],
    ...['-t', process.versions.node, '--cwd', folder, '--out', root],
  ];
  const result = spawnSync('prebuildify', options, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...headersEnvironment(),
      ...tools,
      PATH: `${path.join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
      JOBS: 'max',
    },
  });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
  rmSync(folder, { recursive: true, force: true });
}
