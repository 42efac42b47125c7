import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test.each([
  ['before', 12],
  ['after', 12],
])('module hooks go on in children, registered %s the library is loaded', async (when, forks) => {
  const { json } = await runFixture('fork/module-hooks.mjs', { args: [when, String(forks)] });
  expect(json()).toEqual({ 'fork 0': forks, 'Process 0': forks, 'parent 0': 1 });
});

test('where module hooks were in the middle of something, imports of a child fail and the parent’s go on', async () => {
  const { json } = await runFixture('fork/module-hooks.mjs', { args: ['work', '4'] });
  expect(json()).toEqual({ 'fork 2': 4, 'Process 2': 4, 'parent 0': 1 });
});
