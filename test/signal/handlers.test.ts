import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

test('dispositions, alone and beside process.on, in any order of coming and going', async () => {
  const { json, code, stderr } = await runFixture('signal/handlers.mjs');
  expect([code, stderr]).toEqual([0, '']);
  expect(json()).toEqual({
    initial: [0, 0, 0, 0, 1],
    first: 0,
    now: true,
    alone: ['library'],
    raised: ['library', 12, true, -6],
    nodeSecond: expect.arrayContaining(['library', 'node']),
    replaced: true,
    nodeBesideIgnore: ['node'],
    ignored: [[], 1],
    nodeAfterIgnore: ['node'],
    back: null,
    both: ['library', 'node'],
    libraryStays: ['library'],
    nodeStays: [['node'], null],
    beforeNull: null,
    none: 0,
    beforeHandler: null,
    oneOff: ['library'],
    childCode: 7,
    sawChild: true,
    childCodeAfter: 8,
  });
});

test.each([
  ['default', null, 'SIGTERM'],
  ['restored', null, 'SIGUSR1'],
  ['raised', null, 'SIGINT'],
  ['after-listener', null, 'SIGHUP'],
  ['ignored', 0, null],
  ['handler-throws', 1, null],
  ['uncaught-handled', 0, null],
  ['keyboard-interrupt', null, 'SIGINT'],
  ['keyboard-interrupt-blocked', null, 'SIGINT'],
  ['no-keepalive', 0, null],
])('how a process ends: %s', async (scene, code, signal) => {
  const ended = await runFixture('signal/ends.mjs', { args: [scene] });
  expect([ended.code, ended.signal]).toEqual([code, signal]);
  if (scene === 'handler-throws') expect(ended.stderr).toContain('thrown by the handler');
  if (scene.startsWith('keyboard')) expect(ended.stderr).toContain('KeyboardInterrupt');
  if (scene === 'uncaught-handled') expect(ended.json()).toEqual(['thrown by the handler', true]);
});

test('in a Worker only what is not the main thread’s works', async () => {
  const { json } = await runFixture('signal/worker.mjs');
  expect(json()).toEqual({
    signal: 'ERR_MAIN_THREAD_ONLY',
    pause: 'ERR_MAIN_THREAD_ONLY',
    setWakeupFd: 'ERR_MAIN_THREAD_ONLY',
    siginterrupt: 'ERR_MAIN_THREAD_ONLY',
    waited: 12,
    handledByMain: true,
  });
});
