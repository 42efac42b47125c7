import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { os, ShareableList, SharedMemory } from 'forkable';
import { runFixture } from '../helpers/program';

const own: SharedMemory[] = [];
const fresh = (): string => `forkable-test-${randomUUID()}`;
const make = (options: ConstructorParameters<typeof SharedMemory>[0]): SharedMemory => {
  const memory = new SharedMemory(options);
  own.push(memory);
  return memory;
};
afterEach(() => {
  for (const memory of own.splice(0)) {
    memory.close();
    if (memory.name !== null && existsSync(`/dev/shm/${memory.name}`)) os.shmUnlink(memory.name);
  }
});

test('created, attached, closed, unlinked', () => {
  const name = fresh();
  const memory = make({ name, create: true, size: 100 });
  expect([memory.name, memory.size, memory.buf?.length]).toEqual([name, 100, 100]);
  expect(statSync(`/dev/shm/${name}`).mode & 0o777).toBe(0o600);
  memory.buf?.write('hello');
  const other = make({ name });
  expect([other.size, other.buf?.toString('utf8', 0, 5)]).toEqual([100, 'hello']);
  other.buf?.write('HE');
  expect(memory.buf?.toString('utf8', 0, 5)).toBe('HEllo');
  other.close();
  other.close();
  expect([other.buf, memory.buf === null, existsSync(`/dev/shm/${name}`)]).toEqual([null, false, true]);
  memory.unlink();
  expect(memory.buf?.toString('utf8', 0, 5)).toBe('HEllo');
  expect(() => memory.unlink()).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  expect(() => new SharedMemory({ name })).toThrow(
    expect.objectContaining({ name: 'FileNotFoundError', code: 'ENOENT' }),
  );
});

test('a name is taken once, and made up when none is given', () => {
  const name = fresh();
  make({ name, create: true, size: 1 });
  expect(() => new SharedMemory({ name, create: true, size: 1 })).toThrow(
    expect.objectContaining({ name: 'FileExistsError', code: 'EEXIST' }),
  );
  const [a, b] = [make({ create: true, size: 1 }), make({ create: true, size: 1 })];
  expect(a.name).toMatch(/^fkm_[0-9a-f]{24}$/);
  expect(a.name).not.toBe(b.name);
});

test.each([
  [{ create: true, size: 0 }, 'ERR_OUT_OF_RANGE'],
  [{ create: true, size: -5 }, 'ERR_OUT_OF_RANGE'],
  [{ create: true, size: 1.5 }, 'ERR_OUT_OF_RANGE'],
  [{ create: true }, 'ERR_OUT_OF_RANGE'],
  [{}, 'ERR_OUT_OF_RANGE'],
  [{ name: '' }, 'ERR_OUT_OF_RANGE'],
  [{ name: 'a\0b' }, 'ERR_OUT_OF_RANGE'],
  [{ name: 5 }, 'ERR_INVALID_ARG_TYPE'],
  [{ name: 'a/b', create: true, size: 1 }, 'EINVAL'],
  [{ name: '../x', create: true, size: 1 }, 'EINVAL'],
  [{ name: 'x'.repeat(300), create: true, size: 1 }, 'ENAMETOOLONG'],
  [{ create: 1, size: 1 }, 'ERR_INVALID_ARG_TYPE'],
  [{ name: 'x', anonymous: true, size: 1 }, 'ERR_OUT_OF_RANGE'],
  [null, 'ERR_INVALID_ARG_TYPE'],
  [{ create: true, size: 2 ** 52 }, /ENOSPC|EFBIG|ENOMEM/],
])('%j is refused with %s', (options, code) => {
  const before = readdirSync('/dev/shm').length;
  expect(() => new SharedMemory(options as never)).toThrow(
    expect.objectContaining({ code: typeof code === 'string' ? code : expect.stringMatching(code) }),
  );
  expect(readdirSync('/dev/shm').length).toBe(before);
});

test('anonymous memory has no name', () => {
  const memory = make({ anonymous: true, size: 10 });
  expect([memory.name, memory.size, memory.buf?.length]).toEqual([null, 10, 10]);
  expect(() => memory.unlink()).toThrow(expect.objectContaining({ code: 'ERR_INVALID_STATE' }));
});

test.each(['exit', 'return', 'throw', 'kill', 'untracked', 'attached', 'child'])(
  'who is left when the creator ends by: %s',
  async (how) => {
    const result = await runFixture('shared/segment-owner.mjs', { args: [how, fresh()] });
    expect(result.stderr).toBe('');
    expect(result.json()).toEqual({ left: how === 'untracked', attachable: how === 'untracked' });
  },
);

test('a list of values', () => {
  const list = new ShareableList([1, 2.5, true, null, 'text', Buffer.from('bytes'), 10n, -0]);
  own.push(list.shm);
  expect(list.length).toBe(8);
  expect(list.toArray()).toEqual([1, 2.5, true, null, 'text', Buffer.from('bytes'), 10n, -0]);
  const other = new ShareableList(null, { name: list.shm.name });
  own.push(other.shm);
  other[0] = 'eight by';
  other[4] = 5;
  expect([list[0], list[4], list[8], 7 in list, 8 in list]).toEqual(['eight by', 5, undefined, true, false]);
  expect(() => (list[0] = 'nine byte')).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }));
  expect(() => (list[8] = 1)).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }));
  expect(() => (list[1] = {} as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
  expect([list.count(5), list.index(2.5)]).toEqual([1, 1]);
  expect(() => list.index('absent')).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }));
});

test('an empty list', () => {
  const list = new ShareableList();
  own.push(list.shm);
  expect([...new ShareableList(null, { name: list.shm.name }), list.length]).toEqual([0]);
  expect(() => new ShareableList(5 as never)).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }),
  );
});

test('what is no list is not believed to be one', () => {
  const memory = make({ create: true, size: 64 });
  expect(() => new ShareableList(null, { name: memory.name })).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_STATE' }),
  );
  const list = new ShareableList([1, 'x']);
  own.push(list.shm);
  list.shm.buf?.writeUInt32LE(0xffffffff, 4);
  expect(() => new ShareableList(null, { name: list.shm.name })).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_STATE' }),
  );
});
