// clang-format over native/: checks, or with --fix rewrites.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const files = readdirSync('native', { recursive: true })
  .filter((file) => /\.(cc|h)$/.test(file))
  .map((file) => path.join('native', file));
const mode = process.argv.includes('--fix') ? ['-i'] : ['--dry-run', '--Werror'];
const result = spawnSync('clang-format', [...mode, ...files], { stdio: 'inherit' });
if (result.error) {
  console.error(`clang-format did not start (${result.error.code}): install it from your distribution`);
  process.exit(1);
}
process.exit(result.status ?? 1);
