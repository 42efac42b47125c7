import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';
import { soak } from './scale';

interface Report {
  grownAtOnce: number;
  grownLazily: number;
  worker: number;
}

test('100,000 tiny tasks at once and lazily, 10,000 closures: right, in bounded memory', async () => {
  const run = await runFixture('pool/many.mjs', {
    args: [String(soak(100_000)), String(soak(10_000))],
    execArgv: ['--expose-gc'],
    timeout: 10 * 60_000,
  });
  const report = run.json<Report>();
  expect(report).toMatchObject({ atOnce: true, lazily: true, own: true });
  expect(report.grownAtOnce).toBeLessThan(250);
  expect(report.grownLazily).toBeLessThan(60);
  expect(report.worker).toBeLessThan(400);
});
