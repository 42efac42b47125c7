import { expect, test } from 'vitest';
import {
  decode,
  encode,
  registerTransferable,
  registerUncloneable,
  requireAttachments,
} from '../../dist/codec/index.js';

class Handle {
  constructor(readonly fd: number) {}
}
registerTransferable('test.Handle', Handle, {
  encode: (handle, attachments) => ({ at: requireAttachments(attachments, 'a Handle').attach(handle.fd) }),
  decode: (data, attachments) => new Handle(attachments!.take((data as { at: number }).at)),
});

class Named {
  constructor(readonly name: string) {}
}
registerTransferable('test.Named', Named, {
  encode: (named) => named.name,
  decode: (data) => new Named(String(data)),
  matches: (proxy) => proxy instanceof Named,
});

class Rooted {}
registerUncloneable(Rooted, 'a Rooted stays where it is');

test('descriptors go beside the message', () => {
  const sent: number[] = [];
  const handle = new Handle(42);
  const bytes = encode(
    { handle, list: [handle] },
    {
      attach: (fd) => sent.push(fd) - 1,
      attachShared: () => 0,
    },
  );
  expect(sent).toEqual([42]);
  const arrived = decode(bytes, {
    take: (index) => 100 + (sent[index] as number),
    shared: (index, open) => open(index),
  }) as {
    handle: Handle;
    list: Handle[];
  };
  expect(arrived.handle).toBeInstanceOf(Handle);
  expect(arrived.handle.fd).toBe(142);
  expect(arrived.list[0]).toBe(arrived.handle);
});

test('without a way for descriptors: DataCloneError in the caller', () => {
  expect(() => encode([new Handle(1)])).toThrow(expect.objectContaining({ name: 'DataCloneError' }) as Error);
});

test('objects that need no descriptor cross everywhere, subclasses as the class', () => {
  const arrived = decode(encode(new (class Special extends Named {})('x'))) as Named;
  expect(arrived).toBeInstanceOf(Named);
  expect(arrived.name).toBe('x');
});

test('a Proxy that a class knows as its own', () => {
  const arrived = decode(encode(new Proxy(new Named('hidden'), {}))) as Named;
  expect(arrived.name).toBe('hidden');
});

test('an object that cannot cross gives its reason', () => {
  expect(() => encode({ inner: new Rooted() })).toThrow('a Rooted stays where it is');
});
