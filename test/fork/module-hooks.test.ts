import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test.each(['before the library is loaded', 'at once before the first fork', 'after it'])(
  'module hooks go on in children, registered %s',
  async (registered) => {
    const when = /^(before|at once|after)/.exec(registered)![0];
    const { json } = await runFixture('fork/module-hooks.mjs', { args: [when, '9'] });
    expect(json()).toEqual({ 'fork 0': 9, 'Process 0': 9, 'parent 0': 1 });
  },
);

test('where module hooks were in the middle of something, imports of a child fail and the parent’s go on', async () => {
  const { json } = await runFixture('fork/module-hooks.mjs', { args: ['work', '4'] });
  expect(json()).toEqual({ 'fork 2': 4, 'Process 2': 4, 'parent 0': 1 });
});
