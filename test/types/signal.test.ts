/** The types of signals. */
import { expectTypeOf, test } from 'vitest';
import * as signal from 'forkable/signal';

test('handlers', () => {
  expectTypeOf(signal.signal).toBeCallableWith('SIGUSR1', (signum: number) => signum);
  expectTypeOf(signal.signal).toBeCallableWith(signal.SIGTERM, signal.SIG_IGN);
  expectTypeOf(signal.getsignal).toBeCallableWith('SIGRTMIN+1');
  expectTypeOf(signal.SIGKILL).toEqualTypeOf<number>();
  expectTypeOf(signal.Signals.SIGHUP).toEqualTypeOf<number>();
});

test('masks, waits, timers', () => {
  expectTypeOf(signal.sigprocmask).returns.toEqualTypeOf<Set<number>>();
  expectTypeOf(signal.sigpending).returns.toEqualTypeOf<Set<number>>();
  expectTypeOf(signal.sigwait).returns.toEqualTypeOf<number>();
  expectTypeOf(signal.sigtimedwait).returns.extract<null>().toEqualTypeOf<null>();
  expectTypeOf(signal.sigwaitinfo).returns.toHaveProperty('si_signo').toEqualTypeOf<number>();
  expectTypeOf(signal.alarm).returns.toEqualTypeOf<number>();
  expectTypeOf(signal.getitimer).returns.toEqualTypeOf<[number, number]>();
  expectTypeOf(signal.promises.sigwait).returns.toEqualTypeOf<Promise<number>>();
});

test('wrong kinds are refused by the compiler', () => {
  const misuse = (): void => {
    // @ts-expect-error there is no such signal
    signal.signal('SIGNOTHING', signal.SIG_DFL);
    // @ts-expect-error a handler is a function
    signal.signal('SIGTERM', 'ignore');
  };
  expectTypeOf(misuse).toBeFunction();
});
