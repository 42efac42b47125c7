// wait() with its three conditions, and asCompleted().
import { ProcessPoolExecutor, futures } from 'forkable';

const { wait, asCompleted, FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED } = futures;
const nap = (ms) => new Promise((resolve) => setTimeout(resolve, ms, ms));
const fail = async (ms) => {
  await nap(ms);
  throw new Error('a failure');
};

const executor = new ProcessPoolExecutor(3);
// The workers are forked with their first tasks.
await executor.map(nap, [1, 1, 1]);

const first = [300, 20, 300].map((ms) => executor.submit(nap, ms));
console.log('FIRST_COMPLETED:', (await wait(first, { returnWhen: FIRST_COMPLETED })).done.size, 'of 3 done');
console.log('ALL_COMPLETED:', (await wait(first, { returnWhen: ALL_COMPLETED })).done.size, 'of 3 done');

const failing = [executor.submit(nap, 400), executor.submit(fail, 10)];
const { done, notDone } = await wait(failing, { returnWhen: FIRST_EXCEPTION });
console.log('FIRST_EXCEPTION:', (await [...done][0].exception()).message, '·', notDone.size, 'not done');
await wait(failing);

const order = [];
for await (const future of asCompleted([200, 10, 90].map((ms) => executor.submit(nap, ms)))) {
  order.push(await future);
}
console.log('as completed:', order.join(' '));
await executor.shutdown();
