import { testCases } from '../helpers/cases';

testCases('pool/hangs.mjs', [
  'a task that calls os._exit',
  'a worker killed from outside, busy and idle',
  'a task that throws what is no Error',
  'an initializer that fails',
  'an error that cannot be decoded',
  'neighbours that kill each other',
  'the timeout of a task, with a worker that spins',
  'an AbortSignal: before, waiting, running',
  'a worker that outgrows its limit',
  'a source that says no more: a break, an abort, the end of the pool',
  'a source that fails when its results are there but not taken',
  'a promise after a blocking call',
  'tasks that wait for each other',
  'a pool in a Process, a pool in a worker',
  'a pool used in a child',
  'os.fork beside a pool',
  '5000 tiny tasks, 300 closures',
]);
