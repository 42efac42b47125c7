/** The types of queues and pipes. */
import { expectTypeOf, test } from 'vitest';
import {
  Client,
  Connection,
  JoinableQueue,
  Listener,
  Pipe,
  Queue,
  SimpleQueue,
  wait,
  waitSync,
} from 'forkable';

interface Job {
  id: number;
}

test('queues carry what they are declared for', () => {
  expectTypeOf<Queue<Job>['put']>().parameter(0).toEqualTypeOf<Job>();
  expectTypeOf<Queue<Job>['get']>().returns.toEqualTypeOf<Promise<Job>>();
  expectTypeOf<Queue<Job>['getSync']>().returns.toEqualTypeOf<Job>();
  expectTypeOf<Queue<Job>['getNowait']>().returns.toEqualTypeOf<Job>();
  expectTypeOf<Queue<Job>['qsize']>().returns.toEqualTypeOf<number>();
  expectTypeOf<Queue<Job>>().toExtend<AsyncIterable<Job>>();
  expectTypeOf<Queue>().toEqualTypeOf<Queue<unknown>>();
  expectTypeOf(Queue<Job>).toBeConstructibleWith(3);
  expectTypeOf<JoinableQueue<Job>>().toExtend<Queue<Job>>();
  expectTypeOf<JoinableQueue<Job>['taskDone']>().returns.toEqualTypeOf<void>();
  expectTypeOf<SimpleQueue<Job>['get']>().returns.toEqualTypeOf<Promise<Job>>();
});

test('options of put and get', () => {
  expectTypeOf<Queue<Job>['get']>().toBeCallableWith(1000);
  expectTypeOf<Queue<Job>['get']>().toBeCallableWith({
    block: false,
    timeout: 10,
    signal: AbortSignal.abort(),
  });
});

test('connections', () => {
  expectTypeOf(Pipe).returns.toEqualTypeOf<[Connection, Connection]>();
  expectTypeOf<Connection['recv']>().returns.toEqualTypeOf<Promise<unknown>>();
  expectTypeOf<Connection['recvBytes']>().returns.resolves.toExtend<Buffer>();
  expectTypeOf<Connection['poll']>().returns.toEqualTypeOf<Promise<boolean>>();
  expectTypeOf<Connection['pollSync']>().returns.toEqualTypeOf<boolean>();
  expectTypeOf<Connection>().toExtend<Disposable & AsyncIterable<unknown>>();
  expectTypeOf(Client).returns.resolves.toEqualTypeOf<Connection>();
  expectTypeOf<Listener['accept']>().returns.resolves.toEqualTypeOf<Connection>();
  expectTypeOf(Listener).toBeConstructibleWith(['localhost', 0], { authkey: 'secret', backlog: 5 });
});

test('waiting for several', () => {
  expectTypeOf(wait).returns.resolves.toBeArray();
  expectTypeOf(waitSync).returns.toBeArray();
});

test('wrong kinds are refused by the compiler', () => {
  const misuse = (queue: Queue<Job>): void => {
    // @ts-expect-error not a Job
    void queue.put(1);
    // @ts-expect-error there is no such option
    void queue.get({ wait: 3 });
  };
  expectTypeOf(misuse).toBeFunction();
});
