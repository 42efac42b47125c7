// Starting and ending the peers of a process.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const empty = fileURLToPath(new URL('../peers/empty.cjs', import.meta.url));

/** child_process.fork of an empty program, until it has exited. */
export async function forkedProgram() {
  const [code] = await once(fork(empty), 'exit');
  if (code !== 0) throw new Error(`child_process.fork: exit code ${code}`);
}

/** new Worker of an empty program, until it has exited. */
export async function emptyWorker() {
  const [code] = await once(new Worker(empty), 'exit');
  if (code !== 0) throw new Error(`Worker: exit code ${code}`);
}
