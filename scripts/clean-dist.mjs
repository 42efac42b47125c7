// Removes from dist/ what is left of source files that are gone: it would be found by require(), and packed.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const built = /\.(js|mjs|d\.ts|d\.mts|js\.map)$/;
for (const name of existsSync('dist') ? readdirSync('dist', { recursive: true }) : []) {
  if (!built.test(name)) continue;
  const source = path.join('lib', name.replace(built, '.ts'));
  if (!existsSync(source)) rmSync(path.join('dist', name));
}
