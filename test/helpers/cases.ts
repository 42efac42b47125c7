/** A program of cases (test/fixtures/cases.mjs): each is a test of its own. */
import { beforeAll, expect, test } from 'vitest';
import { runFixture, type ProgramOptions, type ProgramResult } from './program';

export interface CasesOptions extends ProgramOptions {
  /** Its processes write to stderr, as they should. */
  speaks?: boolean;
}

export function testCases(program: string, names: readonly string[], options: CasesOptions = {}): void {
  let result: ProgramResult;
  beforeAll(async () => {
    result = await runFixture(program, options);
  }, 120_000);

  test.each(names)('%s', (name) => {
    expect(result.json<Record<string, string>>()[name]).toBe('ok');
  });

  test('these are all its cases; it ends in order and says nothing else', () => {
    expect(Object.keys(result.json<Record<string, string>>())).toEqual(names);
    const stderr = options.speaks ? '' : result.stderr;
    expect({ code: result.code, stderr }).toEqual({ code: 0, stderr: '' });
  });
}
