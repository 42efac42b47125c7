import { defineConfig } from 'vitest/config';
import { scaled } from './test/helpers/deadline';

/** The package as users get it: `npm run test:smoke`. */
export default defineConfig({
  test: {
    include: ['test/smoke/**/*.test.ts'],
    globalSetup: ['test/smoke/pack.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: scaled(120_000),
    hookTimeout: scaled(300_000),
  },
});
