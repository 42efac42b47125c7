import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

const scene = async (name: string): Promise<unknown> =>
  (await runFixture('queues/scenes.mjs', { args: [name] })).json();

test.each([
  ['blocking', 0],
  ['async', 0],
  ['blocking', 20],
  ['async', 20],
])(
  '8 producers, 4 consumers (%s, maxsize %d): every message exactly once, in order',
  async (face, maxsize) => {
    const each = face === 'blocking' && maxsize === 0 ? 10_000 : 1500;
    const run = await runFixture('queues/many.mjs', {
      args: ['8', String(each), '4', face, String(maxsize)],
      timeout: 60_000,
    });
    expect(run.json()).toEqual({ wrong: 0, disorder: 0, left: 0 });
  },
  90_000,
);

test.each<[string, unknown]>([
  ['undrained', { code: 0, size: 1, length: 200_000 }],
  ['outlives', { code: 0, sum: 499_500 }],
  ['generations', ['grandchild', 'grandchild', 'grandchild']],
  ['pingPong', { wrong: 0, code: 0 }],
  ['join', { left: 0, codes: [0, 0, 0] }],
  ['orphaned', [2, 2, 2, 0, 0, 0, 2, 2, 2, 0, 0, 0]],
  ['pending', { second: 'the child got for the child', code: 0 }],
  ['handlers', { got: { from: 'the handler' }, thrown: 'enough', ran: 4 }],
  ['intruders', { intact: true, code: 'ERR_CLOSED' }],
  ['exhausted', { code: 'EMFILE', got: 'fine' }],
  ['idle', 'ERR_CLOSED'],
  ['worker', { answer: [{ n: 1 }, 'later'], main: 'main', isMainThread: true }],
])('%s', async (name, expected) => {
  expect(await scene(name)).toEqual(expected);
});

test('maxsize holds for all processes together', async () => {
  const { most, codes, left } = (await scene('exact')) as { most: number; codes: number[]; left: number };
  expect(most).toBeLessThanOrEqual(10);
  expect({ codes, left }).toEqual({ codes: [0, 0, 0, 0], left: 0 });
});
