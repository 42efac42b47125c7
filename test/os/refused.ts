import { expect, test } from 'vitest';

/** Rows of calls that have to throw an error with a code. */
export function refuses(
  rows: readonly (readonly [title: string, call: () => unknown, code: string])[],
): void {
  test.each(rows)('%s is refused', (_, call, code) => {
    expect(call).toThrow(expect.objectContaining({ code }));
  });
}

/** Anything, where TypeScript would not let it through. */
export const as = <T>(value: unknown): T => value as T;

export const WRONG_KIND = 'ERR_INVALID_ARG_TYPE';
export const WRONG_VALUE = 'ERR_OUT_OF_RANGE';
/** No process has it: above the largest pid_max. */
export const NOBODY = 2 ** 22 + 1;
/** No file is open under it. */
export const CLOSED = 999_999;
