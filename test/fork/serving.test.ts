import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

const forks = 60;

test('a busy HTTP server forks and its children are killed at random: no request is lost, none answered twice', async () => {
  const { json } = await runFixture('fork/serving.mjs', { args: [String(forks)] });
  expect(json()).toEqual({
    fates: { 0: forks / 2, '-9': forks / 2 },
    lost: 0,
    enough: true,
    wrong: 0,
    failed: [],
    fds: true,
  });
});
