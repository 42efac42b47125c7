/** Every example of the tour runs to its end within its time and prints what its manifest says. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '../helpers/program';
import { scaled } from '../helpers/deadline';

interface Example {
  file: string;
  title: string;
  seconds: number;
  shows: RegExp[];
}

const folder = path.join(__dirname, '..', '..', 'examples');
const { examples } = (await import(path.join(folder, 'index.mjs'))) as { examples: Example[] };

test('the tour names every example', () => {
  const files = readdirSync(folder).filter(
    (name) => /\.mjs$/.test(name) && !/^(index|tour)\.mjs$/.test(name),
  );
  expect(examples.map(({ file }) => file).sort()).toEqual(files.sort());
});

test.each(examples)(
  '$file: $title',
  async ({ file, seconds, shows }) => {
    const result = await runProgram([path.join(folder, file)], { timeout: seconds * 1000 });
    expect(result, result.stderr).toMatchObject({ code: 0, signal: null });
    for (const line of shows) expect(result.stdout).toMatch(line);
  },
  scaled(60_000),
);
