import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('a process that has been reaped is never signalled, whoever has its pid now', async () => {
  const { json } = await runFixture('process/recycled.mjs');
  expect(json()).toMatchObject({ alive: true, ended: -9 });
});
