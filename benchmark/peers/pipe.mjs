// Ping-pong over what Node has: the MessagePort of a Worker and the IPC channel of child_process.fork, in µs a round.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

const here = fileURLToPath(import.meta.url);
if (!isMainThread && parentPort !== null)
  parentPort.on('message', (message) => parentPort.postMessage(message));
else if (process.argv[2] === 'echo') process.on('message', (message) => process.send(message));

async function rounds(count, send, receiver) {
  const message = Buffer.alloc(64);
  const round = async () => {
    const answered = once(receiver, 'message');
    send(message);
    await answered;
  };
  for (let i = 0; i < count / 10; i++) await round();
  const begin = performance.now();
  for (let i = 0; i < count; i++) await round();
  return ((performance.now() - begin) * 1000) / count;
}

export const pair = {
  async worker(count) {
    const worker = new Worker(here);
    const figure = await rounds(count, (message) => worker.postMessage(message), worker);
    await worker.terminate();
    return figure;
  },
  async child(count) {
    const child = fork(here, ['echo'], { serialization: 'advanced' });
    const figure = await rounds(count, (message) => child.send(message), child);
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
    return figure;
  },
};
