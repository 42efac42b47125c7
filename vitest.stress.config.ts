import { defineConfig } from 'vitest/config';
import { scaled } from './test/helpers/deadline';

/** The long runs: `npm run test:stress`. FORKABLE_STRESS=short runs a twentieth of them. */
export default defineConfig({
  test: {
    include: ['test/stress/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    // The programs have limits of their own, which are shorter.
    testTimeout: scaled(60 * 60_000),
    hookTimeout: scaled(60_000),
  },
});
