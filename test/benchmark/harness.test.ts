/** The harness of `npm run bench`: verdicts, contestants that fail, and results that say nothing about this machine's paths. */
import path from 'node:path';
import { expect, test } from 'vitest';

interface Outcome {
  name: string;
  median?: number;
  missing?: string;
  failure?: string;
}
interface Group {
  failure?: string;
  contestants: Outcome[];
  aims: { text: string; measured: number | null; verdict: string }[];
}
interface Harness {
  judge(group: object): { measured: number | null; verdict: string }[];
  loadAll(folder: string): Promise<{ name: string; benchmark: { failure?: string } }[]>;
  runBenchmark(entry: object, options: object, onTrial: () => void): Promise<{ groups: Group[] }>;
  failuresOf(results: object[]): string[];
  markdown(run: object, chartPath: () => string): string;
}

const folder = path.join(__dirname, '..', '..', 'benchmark', 'harness');
const files = ['aims', 'load', 'rounds', 'verdicts', 'report/markdown'];
const harness = Object.assign(
  {},
  ...(await Promise.all(files.map((name) => import(path.join(folder, `${name}.mjs`)) as Promise<object>))),
) as Harness;

const contestants = [
  { name: 'ours', median: 10 },
  { name: 'a', median: 40 },
  { name: 'b', median: 20 },
  { name: 'gone', missing: 'not here' },
  { name: 'broken', failure: 'ended with 1' },
];

test.each([
  [{ ratio: ['a', 'ours'], atLeast: 4 }, 4, 'met'],
  [{ ratio: ['a', 'ours'], moreThan: 4 }, 4, 'not met'],
  [{ ratio: ['ours', 'b'], atMost: 0.5 }, 0.5, 'met'],
  [{ ratio: ['ours', 'b'], lessThan: 0.5 }, 0.5, 'not met'],
  [{ ratio: [['a', 'b'], 'ours'], atLeast: 3 }, 2, 'not met'],
  [{ ratio: [['a', 'gone'], 'ours'], atLeast: 3 }, 4, 'met'],
  [{ ratio: [['a', 'broken'], 'ours'], atLeast: 3 }, null, 'not measured'],
  [{ ratio: ['gone', 'ours'], atLeast: 3 }, null, 'not measured'],
  [{ figure: 'ours', atMost: 10 }, 10, 'met'],
  [{ figure: 'ours', atMost: 9 }, 10, 'not met'],
])('%j: %s, %s', (aim, measured, verdict) => {
  const [judged] = harness.judge({ better: 'lower', contestants, aims: [{ text: 'an aim', ...aim }] });
  expect(judged).toMatchObject({ measured, verdict });
});

test('the best of a list is the highest where higher is better', () => {
  const aims = [{ text: 'an aim', ratio: ['ours', ['a', 'b']], atLeast: 0.3 }];
  expect(harness.judge({ better: 'higher', contestants, aims })[0]).toMatchObject({ measured: 0.25 });
});

test('what fails, is late or missing is reported, and the rest goes on', async () => {
  const fixtures = path.join(__dirname, '..', 'fixtures', 'benchmark');
  const [broken, trials] = await harness.loadAll(fixtures);
  expect(broken).toMatchObject({
    name: 'broken',
    benchmark: { failure: expect.stringContaining('cannot be loaded') },
  });

  const result = await harness.runBenchmark(trials as object, { rounds: 3 }, () => {});
  expect(result.groups[0]?.contestants).toMatchObject([
    { name: 'forkable works', median: 2 },
    { name: 'throws', failure: expect.stringContaining('thrown in test/fixtures/benchmark') },
    { name: 'is late', failure: expect.stringContaining('not done after') },
    { name: 'is missing', missing: 'nothing here' },
    { name: 'does not compile', failure: expect.stringContaining('does not compile') },
  ]);
  expect(result.groups[1]).toMatchObject({ failure: expect.stringContaining("'nobody'"), aims: [] });
  expect(harness.failuresOf([result])).toHaveLength(4);

  const page = harness.markdown({ machine: { date: '2000-01-01' }, results: [result] }, () => 'chart.svg');
  expect(page).toContain('## Failed');
  expect(page + JSON.stringify(result)).not.toMatch(/(^|[\s"'(])\/\w/);
});
