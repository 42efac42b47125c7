import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';
import { soak } from './scale';

const minutes = 60_000;

test.each(['unix', 'tls'])('1,000 clients, 100 of them killed, %s', async (kind) => {
  const run = await runFixture('managers/many-clients.mjs', {
    args: [String(Math.max(100, soak(1000))), '50', kind],
    execArgv: ['--expose-gc'],
    timeout: 20 * minutes,
  });
  expect(run.json()).toEqual({
    orderly: true,
    objects: 6,
    fds: 0,
    heap: 'as at the start',
    free: [true, true],
    killed: Math.max(100, soak(1000)) / 10,
  });
});

test('a SharedDict through 10,000 kills', async () => {
  const run = await runFixture('dict/kills.mjs', { args: [String(soak(5000))], timeout: 20 * minutes });
  expect(run.json()).toEqual({ wrong: [], after: 299, some: true });
});

test.each(['unix', 'tcp'])('1,000 clients that do not live to get their answers, %s', async (kind) => {
  const run = await runFixture('managers/undelivered.mjs', {
    args: [kind, String(soak(330))],
    timeout: 20 * minutes,
  });
  expect(run.json()).toEqual([]);
});
