// clang-format (the one among the development dependencies) over native/ and benchmark/c: checks, or with --fix
// rewrites.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { clangFormatPath } from 'clang-format-node';

const files = ['native', path.join('benchmark', 'c')]
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => path.join(folder, file)))
  .filter((file) => /\.(cc|c|h)$/.test(file));
const mode = process.argv.includes('--fix') ? ['-i'] : ['--dry-run', '--Werror'];
const result = spawnSync(clangFormatPath, [...mode, ...files], { stdio: 'inherit' });
if (result.error) {
  console.error(`clang-format did not start: ${result.error.message}`);
  process.exit(1);
}
process.exit(result.status ?? 1);
