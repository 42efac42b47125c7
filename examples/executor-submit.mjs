// An executor: submit and its futures, map in the order of the items.
import { ProcessPoolExecutor } from 'forkable';

function power(base, exponent) {
  if (exponent < 0) throw new RangeError('not this time');
  return base ** exponent;
}

const executor = new ProcessPoolExecutor({ maxWorkers: 2 });

const future = executor.submit(power, 2, 10);
console.log('done at once?', future.done());
console.log('2 ** 10 =', await future.result());
console.log(future);

const failing = executor.submit(power, 2, -1);
const error = await failing.exception();
console.log(`failed: ${error.name}: ${error.message}, seen in the worker: ${error.cause.name}`);

for await (const square of executor.map((n) => n * n, [1, 2, 3])) console.log('square:', square);
console.log('all at once:', await executor.starmap(power, [[2, 3], [3, 2]])); // prettier-ignore
await executor.shutdown();
