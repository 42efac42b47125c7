import path from 'node:path';
import { expect, test } from 'vitest';
import { runProgram } from '../helpers/program';

const program = path.join(__dirname, '..', '..', 'dist', 'cli', 'main.js');
const forkable = (...args: string[]) => runProgram([program, ...args], { env: { NO_COLOR: '1' } });

interface Report {
  works: boolean;
  findings: { name: string; verdict: string; value: string; note?: string }[];
}

test('the doctor names what there is and that fork works', async () => {
  const { code, stdout, stderr } = await forkable('doctor');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  for (const line of [/^kernel +ok +\d+\.\d+/m, /^C library +ok +glibc 2\./m, /^fork +ok +possible/m]) {
    expect(stdout).toMatch(line);
  }
  expect(stdout).toContain('fork works here.');
});

test('--json is for programs', async () => {
  const { code, stdout } = await forkable('doctor', '--json');
  const report = JSON.parse(stdout) as Report;
  expect(code).toBe(0);
  expect(report.works).toBe(true);
  const names = report.findings.map(({ name }) => name);
  for (const name of [
    'kernel',
    'C library',
    'Node',
    'fork',
    'pidfd',
    'memfd',
    'futex_waitv',
    'control group',
  ]) {
    expect(names).toContain(name);
  }
  expect(report.findings.find(({ name }) => name === 'Node')?.value).toBe(process.versions.node);
});

test.each([[[]], [['surgeon']], [['doctor', '--scalpel']], [['doctor', 'who']]])(
  'arguments %j: usage on stderr, exit code 2',
  async (args) => {
    const { code, stdout, stderr } = await forkable(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('usage: forkable doctor');
  },
);

test('--help and --version', async () => {
  expect((await forkable('--help')).stdout).toContain('usage: forkable doctor');
  expect((await forkable('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
