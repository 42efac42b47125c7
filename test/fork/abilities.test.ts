import { beforeAll, describe, expect, test } from 'vitest';
import { runFixture } from '../helpers/program';
// eslint-disable-next-line @typescript-eslint/ban-ts-comment -- a fixture is a plain program
// @ts-ignore
import { abilities } from '../fixtures/fork/abilities.mjs';

const names = Object.keys(abilities as object);

describe('the child of os.fork() can do all that a Node process can', () => {
  let found: Record<string, unknown>;
  beforeAll(async () => {
    found = (await runFixture('fork/abilities-run.mjs', { execArgv: ['--expose-gc'] })).json();
  });
  test.each(names)('%s', (name) => {
    expect(found[name]).toBe('ok');
  });
});

test.each([
  ['--jitless', '--expose-gc'],
  ['--single-threaded'],
  ['--max-old-space-size=80', '--expose-gc'],
  ['--no-opt'],
])('also with %s %s', async (...execArgv) => {
  const { json } = await runFixture('fork/abilities-run.mjs', {
    execArgv: execArgv.filter((flag) => flag !== undefined),
    args: ['timers', 'fs with', 'zlib', 'garbage', 'optimised'],
  });
  expect(json()).toEqual({
    'timers, immediates, ticks, microtasks': 'ok',
    'fs with callbacks': 'ok',
    'fs with promises, more than the pool has threads': 'ok',
    zlib: 'ok',
    'garbage collection under pressure': 'ok',
    'optimised code': 'ok',
  });
});

test.each([{ UV_THREADPOOL_SIZE: '1' }, { UV_THREADPOOL_SIZE: '64' }])('also with %j', async (env) => {
  const { json } = await runFixture('fork/abilities-run.mjs', { env, args: ['fs', 'zlib', 'dns'] });
  const values = Object.values(json<object>());
  expect(values).toHaveLength(6);
  expect(new Set(values)).toEqual(new Set(['ok']));
});

test('also where the stack has no limit, which turns the address space upside down', async () => {
  const { json } = await runFixture('fork/unlimited-stack.mjs', {
    execArgv: ['--expose-gc'],
    args: ['timers', 'garbage', 'optimised'],
  });
  expect(json()).toEqual({
    'timers, immediates, ticks, microtasks': 'ok',
    'garbage collection under pressure': 'ok',
    'optimised code': 'ok',
  });
});
