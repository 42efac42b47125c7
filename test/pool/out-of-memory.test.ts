import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OomKills } from '../../dist/pool/out-of-memory.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'forkable-groups-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(file: string, text: string): string {
  const where = path.join(root, file);
  mkdirSync(path.dirname(where), { recursive: true });
  writeFileSync(where, text);
  return where;
}
const events = (count: number): string =>
  `low 0\nhigh 0\nmax 12\noom 3\noom_kill ${count}\noom_group_kill 0\n`;
const control = (count: number): string => `oom_kill_disable 0\nunder_oom 0\noom_kill ${count}\n`;

test.each([
  ['version 2', '0::/app/web\n', 'app/web/memory.events', events(4), 4],
  ['version 2, seen from inside a container', '0::/app/web\n', 'memory.events', events(5), 5],
  ['version 1', '4:memory:/app\n1:cpu:/\n0::/\n', 'memory/app/memory.oom_control', control(6), 6],
  ['version 1 with controllers together', '4:cpu,memory:/a\n', 'memory/a/memory.oom_control', control(7), 7],
  ['version 1, inside', '4:memory:/app\n0::/\n', 'memory/memory.oom_control', control(8), 8],
  ['no control groups', '', 'unrelated', events(9), 0],
  ['an old kernel that does not count', '4:memory:/a\n', 'memory/a/memory.oom_control', 'under_oom 0\n', 0],
])('%s', (_, groups, file, text, count) => {
  put(file, text);
  expect(new OomKills(put('self-cgroup', groups), root).count()).toBe(count);
});

test('counts again at each call', () => {
  const file = put('memory.events', events(1));
  const kills = new OomKills(put('self-cgroup', '0::/\n'), root);
  expect(kills.count()).toBe(1);
  writeFileSync(file, events(2));
  expect(kills.count()).toBe(2);
  rmSync(file);
  expect(kills.count()).toBe(0);
});
