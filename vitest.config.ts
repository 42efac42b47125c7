import { defineConfig } from 'vitest/config';
import { scaled } from './test/helpers/deadline';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/stress/**', 'test/smoke/**', 'node_modules/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: scaled(30_000),
    hookTimeout: scaled(30_000),
    globals: false,
    server: { deps: { external: [/\/dist\//] } },
  },
});
