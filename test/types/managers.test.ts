/** The types of managers: proxies look like what they stand for. */
import { expectTypeOf, test } from 'vitest';
import { asyncProxy, BaseManager, Manager, SyncManager } from 'forkable';

const make = (manager: SyncManager) => ({
  dict: manager.dict({ a: 1 }),
  list: manager.list(['x']),
  map: manager.map([[1, 'one']]),
  set: manager.set([1n]),
  queue: manager.Queue<string>(3),
  lock: manager.Lock(),
});
type Made = ReturnType<typeof make>;

test('proxies', () => {
  expectTypeOf<Made['dict']>().toEqualTypeOf<Record<PropertyKey, number>>();
  expectTypeOf<Made['list']>().toEqualTypeOf<string[]>();
  expectTypeOf<Made['map']>().toEqualTypeOf<Map<number, string>>();
  expectTypeOf<Made['set']>().toEqualTypeOf<Set<bigint>>();
  expectTypeOf<Made['queue']['get']>().returns.toEqualTypeOf<string>();
  expectTypeOf<Made['lock']['acquire']>().returns.toEqualTypeOf<boolean>();
  expectTypeOf(asyncProxy).toBeCallableWith({});
});

test('managers', () => {
  expectTypeOf(Manager).returns.toEqualTypeOf<SyncManager>();
  expectTypeOf<SyncManager>().toExtend<BaseManager & AsyncDisposable>();
  expectTypeOf(BaseManager).toBeConstructibleWith({ address: ['localhost', 0], authkey: Buffer.from('key') });
  expectTypeOf(BaseManager).toBeConstructibleWith({
    address: ['localhost', 0],
    tls: { key: 'PEM', cert: [Buffer.from('PEM')], requestCert: true, minVersion: 'TLSv1.3' },
  });
  expectTypeOf<BaseManager['shutdown']>().returns.toEqualTypeOf<Promise<void>>();
  expectTypeOf(BaseManager.register).toBeCallableWith('Store', undefined, { exposed: ['get'] });
});
