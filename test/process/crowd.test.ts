/**
 * A parent with an HTTP server under load, a hundred requests in the thread pool, intervals, sockets, watchers, programs, a
 * reading stdin, an IPC channel and a debugger port: its children see none of it, and it loses nothing.
 */
import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

const undisturbed = {
  wrong: 0,
  quiet: [],
  datagrams: 0,
  code: 0,
  signal: null,
  messages: true,
  lines: true,
  busy: true,
  wrongOutside: 0,
  errors: [],
};

test('children with async targets, from everywhere', async () => {
  const { json } = await runFixture('process/crowd-launcher.mjs', { args: ['16'], timeout: 60_000 });
  expect(json()).toEqual({ ...undisturbed, codes: { 5: 16 } });
});

test('children that are killed at random moments', async () => {
  const { json } = await runFixture('process/crowd-launcher.mjs', { args: ['16', 'kill'], timeout: 60_000 });
  const { codes, ...rest } = json<{ codes: Record<string, number> }>();
  expect(rest).toEqual(undisturbed);
  expect(Object.keys(codes).every((code) => ['5', '-9'].includes(code))).toBe(true);
  expect(Object.values(codes).reduce((a, b) => a + b)).toBe(16);
});
