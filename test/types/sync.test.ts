/** The types of locks and events. */
import { expectTypeOf, test } from 'vitest';
import { Barrier, BoundedSemaphore, Condition, Event, Lock, RLock, Semaphore } from 'forkable';

test.each([Lock, RLock, Semaphore, BoundedSemaphore, Condition])('%o can be acquired', (Class) => {
  expectTypeOf<InstanceType<typeof Class>['acquire']>().returns.toEqualTypeOf<Promise<boolean>>();
  expectTypeOf<InstanceType<typeof Class>['acquireSync']>().returns.toEqualTypeOf<boolean>();
  expectTypeOf<InstanceType<typeof Class>['tryAcquire']>().returns.toEqualTypeOf<boolean>();
});

test('acquire takes a time, a choice, options', () => {
  expectTypeOf<Lock['acquire']>().toBeCallableWith(100);
  expectTypeOf<Lock['acquire']>().toBeCallableWith(false);
  expectTypeOf<Lock['acquire']>().toBeCallableWith({ block: true, timeout: 5, signal: AbortSignal.abort() });
});

test('with hands on what its function gives', () => {
  const use = (lock: Lock) =>
    [lock.with(async () => 1), lock.with(() => 2), lock.withSync(() => 'text')] as const;
  expectTypeOf(use).returns.toEqualTypeOf<readonly [Promise<number>, Promise<number>, string]>();
});

test('events, conditions, barriers', () => {
  expectTypeOf<Event['wait']>().returns.toEqualTypeOf<Promise<boolean>>();
  expectTypeOf<Event['isSet']>().returns.toEqualTypeOf<boolean>();
  expectTypeOf<Condition['waitSync']>().returns.toEqualTypeOf<boolean>();
  expectTypeOf<Barrier['wait']>().returns.toEqualTypeOf<Promise<number>>();
  expectTypeOf(Barrier).toBeConstructibleWith(2, { action: () => {}, timeout: 100 });
  expectTypeOf(Condition).toBeConstructibleWith(new Lock());
});

test('wrong kinds are refused by the compiler', () => {
  const misuse = (lock: Lock): void => {
    // @ts-expect-error there is no such option
    void lock.acquire({ wait: 1 });
    // @ts-expect-error a barrier has a number of parties
    new Barrier();
  };
  expectTypeOf(misuse).toBeFunction();
});
