/**
 * The fork server, seen from the process that uses it: a helper that has loaded modules once and forks a process
 * whenever it is told to. What it forks becomes a child of this process, not of the server: waiting, signals and the end of
 * a parent are the same as with the other start methods. It ends with the process that started it.
 */
import path from 'node:path';
import { OSError, systemError } from '../errors';
import { END_OF_FILE, native, type MessageStream } from '../native';
import { close, pidfdOpen } from '../os';
import { addExitHook } from '../util/exit-hooks';
import { addForkHooks } from '../util/fork-hooks';
import { resolveModule } from './modules';
import type { Parcel } from './parcel';
import { startNode, type Started } from './program';

/** What becomes of a preloaded module that fails. */
export type OnPreloadError = 'ignore' | 'warn' | 'fail';

/** The first message to the server: JSON. */
export interface Orders {
  preload: string[];
  onError: OnPreloadError;
  parentName: string;
}

interface Server extends Started {
  stream: MessageStream;
  /** By request: pid or -errno, and the pidfd unless it was lost on the way. */
  answers: Map<number, Started>;
}

const SIGKILL = 9;
/** Descriptors of one message to the server. */
const MOST_DESCRIPTORS = 253;
const ID_BYTES = 4;
const ANSWER_BYTES = 8;

let preload: string[] = [];
let onError: OnPreloadError = 'ignore';
let server: Server | null = null;
let requests = 0;
const dismissAtExit = addExitHook(dismiss);

// The server is the parent's.
addForkHooks({
  needed: () => server !== null,
  afterInChild: () => {
    if (server === null) return;
    server.stream.close(true);
    close(server.pidfd);
    server = null;
  },
});

export function orderPreload(modules: readonly string[], whatThen: OnPreloadError): void {
  preload = modules.map(resolveModule);
  onError = whatThen;
}

/**
 * Has a process forked. Starts the server when there is none, or the one there was has died, and waits until that
 * has loaded its modules. Throws ERR_FORKSERVER when it dies over that, or what the fork failed with.
 */
export function startByServer(parcel: Parcel, parentName: string): Started {
  if (parcel.descriptors.length > MOST_DESCRIPTORS) {
    throw new OSError('too many connections, queues and mappings for one process', {
      code: 'EMFILE',
      errno: 24,
    });
  }
  if (server !== null) {
    const started = request(server, parcel);
    if (started !== null) return started;
  }
  const started = request(begin(parentName), parcel);
  if (started !== null) return started;
  throw new OSError('the fork server died', { code: 'ERR_FORKSERVER' });
}

/** Null when the server is gone. */
function request(to: Server, parcel: Parcel): Started | null {
  const id = ++requests;
  const message = Buffer.alloc(ID_BYTES);
  message.writeUInt32LE(id);
  try {
    while (to.stream.send(message, Infinity, parcel.descriptors) !== 0);
    return receive(to, id);
  } catch (error) {
    if (!isGone(error)) throw error;
    dismiss();
    return null;
  }
}

function isGone(error: unknown): boolean {
  return ['EPIPE', 'ERR_EOF', 'ERR_TRUNCATED_MESSAGE'].includes((error as { code?: string }).code ?? '');
}

/** A signal handler that runs meanwhile may start processes too: it may come to see our answer before we do. */
function receive({ stream, answers }: Server, id: number): Started | null {
  const answer = Buffer.alloc(ANSWER_BYTES);
  while (!answers.has(id)) {
    const size = stream.receive(answer, Infinity, ANSWER_BYTES);
    if (size === END_OF_FILE) {
      dismiss();
      return null;
    }
    if (size !== ANSWER_BYTES) continue;
    const [pidfd = -1] = stream.takeDescriptors() ?? [];
    answers.set(answer.readUInt32LE(), { pid: answer.readInt32LE(ID_BYTES), pidfd });
  }
  const { pid, pidfd } = answers.get(id) as Started;
  answers.delete(id);
  if (pid < 0) throw systemError(-pid, 'fork');
  return { pid, pidfd: pidfd < 0 ? pidfdOpen(pid) : pidfd };
}

function begin(parentName: string): Server {
  const [ours, theirs] = native.socketPair();
  let started: Started;
  try {
    started = startNode(path.join(__dirname, '..', 'context', 'forkserver-main.js'), [], [theirs]);
  } catch (error) {
    close(ours);
    throw error;
  } finally {
    close(theirs);
  }
  server = { ...started, stream: new native.MessageStream(ours, null), answers: new Map() };
  dismissAtExit();
  const orders: Orders = { preload, onError, parentName };
  const message = Buffer.from(JSON.stringify(orders));
  while (server.stream.send(message, Infinity) !== 0);
  return server;
}

/** Ends the server, at the latest with this process, and waits for that. */
function dismiss(): void {
  if (server === null) return;
  const { stream, pidfd } = server;
  server = null;
  stream.close(true);
  try {
    native.pidfdSendSignal(pidfd, SIGKILL, 0);
  } catch {
    // it has ended already
  }
  native.pollFd(pidfd, 1, Infinity);
  native.reapChild(pidfd);
  close(pidfd);
}
