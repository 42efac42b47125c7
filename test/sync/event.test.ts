import { expect, test } from 'vitest';
import { Event } from 'forkable';

test('set, clear, isSet', async () => {
  const event = new Event();
  expect([event.isSet(), event.waitSync(0), await event.wait(5), event.waitSync(5)]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  event.set();
  event.set();
  expect([event.isSet(), event.waitSync(), await event.wait()]).toEqual([true, true, true]);
  event.clear();
  expect(event.isSet()).toBe(false);
});

test('set lets everybody go, also when clear follows at once', async () => {
  const event = new Event();
  const waiters = Array.from({ length: 20 }, () => event.wait(5000));
  event.set();
  event.clear();
  expect(await Promise.all(waiters)).toEqual(Array.from({ length: 20 }, () => true));
  expect(event.isSet()).toBe(false);
});

test('an abort rejects', async () => {
  const controller = new AbortController();
  const waiting = new Event().wait({ signal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});
