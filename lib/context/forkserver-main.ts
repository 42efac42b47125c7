/**
 * The program of the fork server: loads modules, then forks a process for each request. Nothing in it uses shared memory,
 * so that what it forks can join the family of who asked.
 */
import '../index';
import { inspect } from 'node:util';
import { forkClean } from '../fork';
import { Arrival, FIRST_DESCRIPTOR, loadModule, type Orders } from '../launch';
import { END_OF_FILE, native, READABLE, type FdWatcher } from '../native';
import { close, setPdeathsig } from '../os';
import { SIG_DFL, SIG_IGN, signal } from '../signal';
import { arrive, becomeHelper, receiveDescriptors, setBeginning } from '../process';

const SIGINT = 2;
const SIGKILL = 9;
const MOST_BYTES = 1 << 20;
const [control] = receiveDescriptors(FIRST_DESCRIPTOR, 1) as [number];

/** Referenced, or it is collected and the server ends. */
let watcher: FdWatcher | undefined;

interface Message {
  bytes: Buffer;
  descriptors: number[];
}

/** Null when nobody wants anything any more. A stream for one message only: one that is there at a fork uses shared memory. */
function receive(): Message | null {
  const stream = new native.MessageStream(native.dup(control), null);
  try {
    const scratch = Buffer.alloc(1 << 12);
    for (;;) {
      const size = stream.receive(scratch, Infinity, MOST_BYTES);
      if (size === END_OF_FILE) return null;
      if (typeof size === 'number' && size < 0) continue;
      const bytes = typeof size === 'number' ? scratch.subarray(0, size) : size;
      return { bytes, descriptors: stream.takeDescriptors() ?? [] };
    }
  } finally {
    stream.close(true);
  }
}

function answer(id: number, pid: number): void {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(id);
  bytes.writeInt32LE(pid, 4);
  const pidfd = pid < 0 ? -1 : native.takePidfd();
  const stream = new native.MessageStream(native.dup(control), null);
  try {
    while (stream.send(bytes, Infinity, pidfd < 0 ? [] : [pidfd]) !== 0);
  } finally {
    stream.close(true);
    if (pidfd >= 0) close(pidfd);
  }
}

async function load({ preload, onError }: Orders): Promise<void> {
  setBeginning(true);
  for (const url of preload) {
    try {
      await loadModule(url);
    } catch (error) {
      if (onError === 'ignore') continue;
      process.stderr.write(`the fork server cannot load ${url}: ${inspect(error)}\n`);
      if (onError === 'fail') native.exitNow(1);
    }
  }
  setBeginning(false);
}

function serve(): void {
  let message: Message | null = null;
  try {
    message = receive();
  } catch {
    // torn: whoever wrote it is gone
  }
  if (message === null) native.exitNow(0);
  const { bytes, descriptors } = message;
  const child = (): void => {
    close(control);
    signal(SIGINT, SIG_DFL);
    arrive(new Arrival(descriptors));
  };
  let pid = 0;
  try {
    pid = forkClean(child, { sibling: true });
  } catch (error) {
    pid = -((error as { errno?: number }).errno || 11);
  }
  for (const fd of descriptors) close(fd);
  answer(bytes.readUInt32LE(0), pid);
}

async function main(): Promise<void> {
  setPdeathsig(SIGKILL);
  signal(SIGINT, SIG_IGN);
  const first = receive();
  if (first === null) return;
  const orders = JSON.parse(first.bytes.toString()) as Orders;
  becomeHelper(orders.parentName);
  await load(orders);
  // What the modules have left behind may end the loop or an error in it the process: the watcher goes on.
  watcher = new native.FdWatcher(control, serve);
  watcher.start(READABLE);
}

void main();
