/** Nothing of the parent's business goes on in a child, and the parent notices nothing of its children. */
import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('children with async targets, started from everywhere in a busy parent', async () => {
  const result = await runFixture('process/clean-child.mjs', { args: ['3'], timeout: 60_000 });
  expect(result.stderr).not.toMatch(/leak/);
  expect(result.json()).toEqual({ codes: { 5: 18 }, leaks: [], wrong: 0, alive: true });
});

test('the same while the children are killed at random moments', async () => {
  const result = await runFixture('process/clean-child.mjs', { args: ['3', 'kill'], timeout: 60_000 });
  expect(result.stderr).not.toMatch(/leak/);
  expect(result.json()).toMatchObject({ wrong: 0, alive: true });
});
