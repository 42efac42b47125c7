import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';
import { soak } from './scale';

test('1,000 processes one after the other and 200 at once leave no descriptor, zombie or timer', async () => {
  const [sequential, concurrent] = [soak(1000), soak(200)];
  const { json } = await runFixture('process/many.mjs', {
    args: [String(sequential), String(concurrent)],
    timeout: 120_000,
  });
  const { before, ...rest } = json<{ before: object }>();
  const ended = sequential + concurrent;
  expect(rest).toEqual({
    ended,
    strange: [],
    alive: concurrent,
    active: 0,
    afterSequential: before,
    afterConcurrent: before,
    timers: 0,
  });
});

test.each(['none', 'kill'])('200 children of a busy parent (%s)', async (mode) => {
  const count = soak(200);
  const { json } = await runFixture('process/crowd-launcher.mjs', {
    args: [String(count), mode],
    timeout: 60_000 + count * 1000,
  });
  const { codes, ...rest } = json<{ codes: Record<string, number> }>();
  expect(rest).toEqual({
    ...{ wrong: 0, quiet: [], datagrams: 0, code: 0, signal: null },
    ...{ messages: true, lines: true, busy: true, wrongOutside: 0, errors: [] },
  });
  if (mode === 'none') expect(codes).toEqual({ 5: count });
  else expect((codes[5] ?? 0) + (codes[-9] ?? 0)).toBe(count);
});
