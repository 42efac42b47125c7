import { expect, test } from 'vitest';
import { runFixture } from '../helpers/program';

const kinds = ['duplex', 'simplex'];
const run = async (name: string, ...args: string[]): Promise<unknown> =>
  (await runFixture(`connection/${name}.mjs`, { args })).json();

test.each(
  kinds.flatMap((kind) => [
    [kind, '60', '300', 'sync'],
    [kind, '60', '300', 'async'],
    [kind, '300000', '20', 'sync'],
    [kind, '300000', '20', 'async'],
  ]),
)('five children write to one end of a %s pipe: up to %s bytes, %s times, read by %s', async (...args) => {
  const each = Number(args[2]);
  expect(await run('five-writers', ...args)).toEqual({ next: Array(5).fill(each), torn: 0, more: false });
});

test.each(kinds)('many readers at one end of a %s pipe: each message once, whole', async (kind) => {
  expect(await run('many-readers', kind, '300')).toEqual({
    complete: true,
    inOrder: true,
    ends: ['ERR_EOF', 'ERR_EOF', 'ERR_EOF'],
  });
});

test.each(
  kinds.flatMap((kind) => [
    [kind, 'sync'],
    [kind, 'async'],
  ]),
)(
  'a writer of a %s pipe killed in the middle of a message is an error for the reader (%s), whoever else holds the end',
  async (kind, face) => {
    expect(await run('writer-killed', kind, face)).toEqual({
      name: 'OSError',
      code: 'ERR_TRUNCATED_MESSAGE',
      message: 'got end of file during message',
      late: false,
      after: ['EPIPE', 'EPIPE'],
    });
  },
);

test.each(kinds)(
  'a writer of a %s pipe killed in the middle of a message is an error for the next writer',
  async (kind) => {
    expect(await run('writer-killed', kind, 'none')).toEqual({
      name: 'BrokenPipeError',
      code: 'EPIPE',
      message: 'a process died in the middle of sending a message',
      late: false,
      after: ['EPIPE', 'EPIPE'],
    });
  },
);

test.each(kinds)(
  'a reader of a %s pipe killed in the middle of a message is an error for the next reader',
  async (kind) => {
    expect(await run('reader-killed', kind)).toEqual(Array(3).fill('OSError ERR_TRUNCATED_MESSAGE'));
  },
);

test.each(kinds)('killing writers of small messages to a %s pipe harms no other message', async (kind) => {
  expect(await run('random-kills', kind, '40')).toEqual({ wrong: 0, killed: 40, steadyWentOn: true });
});

test('a fork in the middle of sending and receiving', async () => {
  expect(await run('fork-while-waiting')).toEqual({
    pid: true,
    outcome: { answer: 'hello child', busy: 'TimeoutError' },
    first: 'ERR_BAD_MESSAGE',
    whole: true,
  });
});

test('signals during blocking calls', async () => {
  expect(await run('signals')).toEqual([
    'handler',
    'from the handler',
    'in the middle',
    [8 << 20, 'second'],
    'thrown by the handler',
    'handle is closed',
  ]);
});

test('no descriptors left', async () => {
  const { codes, ...rest } = (await run('no-descriptors')) as { codes: Record<string, string> };
  for (const [name, code] of Object.entries(codes)) expect([name, code]).toEqual([name, 'EMFILE']);
  expect(rest).toEqual({ leaked: 0, text: 'still here', connected: true });
});
