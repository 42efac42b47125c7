import { testCases } from '../helpers/cases';

testCases('futures/calls.mjs', [
  'submit',
  'the blocking faces',
  'cancel before a worker has begun',
  'running futures cannot be cancelled',
  'callbacks in their order, their errors told',
  'wait: all, the first, the first error',
  'asCompleted: futures, the quickest first',
  'map: in order, one by one or at once',
  'map: after an error the later ones are still there',
  'map: bufferSize, timeout, signal',
  'a future by itself',
  'a result that somebody else has set',
  'a failing initializer breaks it',
  'maxTasksPerChild',
  'terminateWorkers and killWorkers',
  'shutdown',
]);
