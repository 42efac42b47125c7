// Sends messages to whoever started it: a Worker's parent, or the parent process over IPC.
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { messages } from './messages.mjs';

const [kind, count] = isMainThread ? process.argv.slice(2) : workerData;
const message = messages[kind];
if (isMainThread) {
  // All at once would fill the memory: a hundred on their way.
  for (let sent = 0; sent < Number(count);) {
    const batch = Math.min(100, Number(count) - sent);
    await new Promise((resolve) => {
      for (let i = 1; i <= batch; i++) process.send(message, i === batch ? resolve : undefined);
    });
    sent += batch;
  }
  process.disconnect();
} else {
  for (let i = 0; i < Number(count); i++) parentPort.postMessage(message);
}
