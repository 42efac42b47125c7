import { beforeAll, expect, test } from 'vitest';
import { type ProgramResult, runFixture } from '../helpers/program';

interface Found {
  child: unknown;
  parent: unknown;
  hooksInChild: unknown;
  hooksInParent: unknown;
  unregistered: boolean;
  places: Record<string, unknown>;
  depth: unknown;
}
let program: ProgramResult;
let found: Found;
beforeAll(async () => {
  program = await runFixture('fork/results.mjs');
  found = program.json();
});

test('zero in the child, which knows its pid and its parent; the pid in the parent, which stays who it was', () => {
  expect(found.child).toEqual([0, [true, true, true, true]]);
  expect(found.parent).toEqual([true, true]);
});

test('hooks: before in reverse, after in order; one that throws is reported and ignored', () => {
  const before = ['before 2', 'before 1'];
  expect(found.hooksInChild).toEqual([0, [...before, 'child 1', 'child 2']]);
  expect(found.hooksInParent).toEqual([...before, 'parent 1', 'parent 2']);
  expect(found.unregistered).toBe(true);
  expect(program.stderr).toMatch(/Exception ignored in at-fork hook before: Error: a hook before/);
  expect(program.stderr).toMatch(
    /Exception ignored in at-fork hook afterInChild: Error: a hook of the child/,
  );
});

test('a fork succeeds in every phase of the loop', () => {
  const places = Object.entries(found.places);
  expect(places).toHaveLength(17);
  expect(places.filter(([, result]) => JSON.stringify(result) !== '[0,true]')).toEqual([]);
});

test('children have children, five deep', () => {
  expect(found.depth).toEqual([0, [1, [0, [2, [0, [3, [0, [4, [0, 5]]]]]]]]]);
});
