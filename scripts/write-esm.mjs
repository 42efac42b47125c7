// The package has one implementation, CommonJS: two copies of its registries in one process would break it.
// This writes, beside every public entry point, an ES module and its types that hand on the very same objects.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
for (const entry of Object.values(manifest.exports)) {
  if (typeof entry === 'string') continue;
  const target = entry.require.default;
  const names = Object.keys(require(path.resolve(target))).filter((name) => name !== 'default');
  const base = path.basename(target);
  // Through aliases: a public name may be one of the language's own (Array).
  const aliases = names.map((name) => `const $${name} = cjs.${name};`);
  const exported = names.map((name) => `$${name} as ${name}`);
  writeFileSync(
    entry.import.default,
    `import cjs from './${base}';\n${aliases.join('\n')}\nexport { ${exported.join(', ')} };\n`,
  );
  writeFileSync(entry.import.types, `export * from './${base}';\n`);
}
