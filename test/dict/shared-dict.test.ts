import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

const run = async (name: string, ...args: string[]): Promise<unknown> =>
  (await runFixture(`dict/${name}.mjs`, { args })).json();

test('an object, a Map, and what neither can do', async () => {
  expect(await run('face')).toEqual([]);
});

test('four processes at once, exact results', async () => {
  expect(await run('processes', '500')).toEqual({
    exits: [0, 0, 0, 0],
    n: 2000,
    pairs: 2000,
    own: 1000,
    whole: true,
    taken: 500,
    once: true,
    left: 0,
  });
});

test('writers killed at random moments', async () => {
  expect(await run('kills', '100')).toEqual({ wrong: [], after: 299, some: true });
});
