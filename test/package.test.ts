import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const require = createRequire(__filename);

test.each(['forkable', 'forkable/os', 'forkable/signal', 'forkable/multiprocessing', 'forkable/futures'])(
  '%s is one and the same through import and require',
  async (entry) => {
    const required = require(entry) as Record<string, unknown>;
    const imported = (await import(entry)) as Record<string, unknown>;
    for (const name of Object.keys(required)) expect(imported[name], name).toBe(required[name]);
  },
);
