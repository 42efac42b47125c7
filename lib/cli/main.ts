#!/usr/bin/env node
/** The program `forkable`: what `npx forkable …` runs. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { doctor } from './doctor';

const usage = `usage: forkable doctor [--json]

  doctor     what this machine offers to forkable, and what is missing
             exit code 0: fork works here; 1: it does not
  --json     the same for programs
  --version  of this package
`;

function main(argv: string[]): number {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
    },
  });
  if (values.version) {
    const file = path.join(__dirname, '..', '..', 'package.json');
    process.stdout.write(`${(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version}\n`);
    return 0;
  }
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (positionals.length === 1 && positionals[0] === 'doctor') return doctor({ json: values.json ?? false });
  process.stderr.write(usage);
  return 2;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  // parseArgs: an option that does not exist
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
}
