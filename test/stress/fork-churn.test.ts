import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';
import { soak } from './scale';

interface Facts {
  threads: number;
  fds: number;
  rss: number;
}
interface Report {
  outcomes: Record<string, number>;
  childless: boolean;
  before: Facts;
  after: Facts;
}

test('forks under constant allocation and compilation: none hangs, none crashes, nothing is left', async () => {
  const count = soak(10_000);
  const { json } = await runFixture('stress/fork-churn.mjs', {
    args: [String(count)],
    execArgv: ['--expose-gc'],
    timeout: 60_000 + count * 250,
  });
  const report = json<Report>();
  expect(report.outcomes).toEqual({ 0: count + 20 });
  expect(report.childless).toBe(true);
  expect(report.after.threads).toBe(report.before.threads);
  expect(report.after.fds).toBe(report.before.fds);
  expect(report.after.rss).toBeLessThan(report.before.rss * 1.5);
});
