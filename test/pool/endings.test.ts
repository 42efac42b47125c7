import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';
import { scaled } from '../helpers/deadline';

function isAlive(pid: number): boolean {
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** Those that the kernel kills with their parent may be a moment behind it. */
async function untilGone(pids: readonly number[]): Promise<number[]> {
  const deadline = performance.now() + scaled(5000);
  while (pids.some(isAlive) && performance.now() < deadline) await new Promise(setImmediate);
  return pids.filter(isAlive);
}

test.each([
  ['forgotten', 0, null, /^$/],
  ['terminated', 0, null, /^$/],
  ['process.exit', 7, null, /^$/],
  ['uncaught', 1, null, /Error: planned/],
  ['SIGKILL', null, 'SIGKILL', /^$/],
  ['SIGINT', null, 'SIGINT', /^$/],
] as const)('%s: ended as it should, no worker is left', async (how, code, signal, stderr) => {
  const result = await runFixture('pool/endings.mjs', { args: [how], mayLeaveProcesses: true });
  expect({ code: result.code, signal: result.signal }).toEqual({ code, signal });
  expect(result.stderr).toMatch(stderr);
  expect(await untilGone(result.json<number[]>())).toEqual([]);
});
