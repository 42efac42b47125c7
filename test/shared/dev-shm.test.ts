/** Nothing of ours stays in /dev/shm: not of programs that end, not of those that are killed with segments open. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SharedMemory } from 'forkable';
import { runFixture } from '../helpers/program';

const entries = (): string[] => readdirSync('/dev/shm').filter((name) => name.startsWith('fkm_'));

test('after SIGKILL of creators of segments, lists and queues', async () => {
  const run = await runFixture('shared/killed-creators.mjs');
  const { names } = run.json<{ names: string[] }>();
  expect(names).toHaveLength(20);
  // Whoever uses shared memory next reclaims what the dead have left.
  const segment = new SharedMemory({ create: true, size: 8 });
  segment.close();
  segment.unlink();
  expect(entries().filter((name) => names.includes(name))).toEqual([]);
  expect(entries()).not.toContain(segment.name);
});
