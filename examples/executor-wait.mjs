// wait() with its three conditions, and asCompleted().
import { Event, ProcessPoolExecutor, futures } from 'forkable';

const { wait, asCompleted, FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED } = futures;
const gate = new Event();
const held = () => gate.wait();
const nap = (ms) => new Promise((resolve) => setTimeout(resolve, ms, ms));
const fail = async (ms) => {
  await nap(ms);
  throw new Error('a failure');
};

const executor = new ProcessPoolExecutor(3);

const first = [executor.submit(held), executor.submit(nap, 20), executor.submit(held)];
console.log('FIRST_COMPLETED:', (await wait(first, { returnWhen: FIRST_COMPLETED })).done.size, 'of 3 done');
gate.set();
console.log('ALL_COMPLETED:', (await wait(first, { returnWhen: ALL_COMPLETED })).done.size, 'of 3 done');

gate.clear();
const failing = [executor.submit(held), executor.submit(fail, 10)];
const { done, notDone } = await wait(failing, { returnWhen: FIRST_EXCEPTION });
console.log('FIRST_EXCEPTION:', (await [...done][0].exception()).message, '·', notDone.size, 'not done');
gate.set();
await wait(failing);

const order = [];
for await (const future of asCompleted([200, 10, 90].map((ms) => executor.submit(nap, ms)))) {
  order.push(await future);
}
console.log('as completed:', order.join(' '));
await executor.shutdown();
