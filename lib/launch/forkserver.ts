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
const POLLIN = 1;
/** How long to wait for the server before a look at whether it lives: others may hold its end of the stream. */
const SLICE_MS = 1000;
/** Descriptors of one message to the server. */
const MOST_DESCRIPTORS = 253;
const ID_BYTES = 4;
const ANSWER_BYTES = 8;

let preload: string[] = [];
let onError: OnPreloadError = 'ignore';
let server: Server | null = null;
let requests = 0;
const dismissAtExit = addExitHook(() => dismiss());

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
  const known = server;
  const started = known === null ? null : request(known, parcel);
  if (started !== null) return started;
  // A signal handler that ran meanwhile may have started another one.
  const fresh = request(server ?? begin(parentName), parcel);
  if (fresh !== null) return fresh;
  throw new OSError('the fork server died', { code: 'ERR_FORKSERVER' });
}

/** Null when the server is gone. */
function request(to: Server, parcel: Parcel): Started | null {
  const id = ++requests;
  const message = Buffer.alloc(ID_BYTES);
  message.writeUInt32LE(id);
  try {
    const isSent = post(to, message, parcel.descriptors);
    return isSent ? receive(to, id) : null;
  } catch (error) {
    if (!isGone(error)) throw error;
    dismiss(to);
    return null;
  }
}

function isGone(error: unknown): boolean {
  return ['EPIPE', 'ERR_EOF', 'ERR_TRUNCATED_MESSAGE'].includes((error as { code?: string }).code ?? '');
}

/** False when the server is gone. */
function post(to: Server, message: Buffer, descriptors: readonly number[]): boolean {
  while (server === to) {
    if (to.stream.send(message, SLICE_MS, descriptors) === 0) return true;
    if (hasEnded(to)) dismiss(to);
  }
  return false;
}

/** A signal handler that runs meanwhile may start processes too: it may come to see our answer before we do. */
function receive(from: Server, id: number): Started | null {
  const { stream, answers } = from;
  const answer = Buffer.alloc(ANSWER_BYTES);
  let isLast = false;
  while (!answers.has(id)) {
    if (server !== from) return null;
    const size = stream.receive(answer, isLast ? 0 : SLICE_MS, ANSWER_BYTES);
    if (size === ANSWER_BYTES) {
      const [pidfd = -1] = stream.takeDescriptors() ?? [];
      answers.set(answer.readUInt32LE(), { pid: answer.readInt32LE(ID_BYTES), pidfd });
    } else if (size === END_OF_FILE || isLast) {
      dismiss(from);
    } else {
      // What it sent before it ended is still to be read.
      isLast = hasEnded(from);
    }
  }
  const { pid, pidfd } = answers.get(id) as Started;
  answers.delete(id);
  if (pid < 0) throw systemError(-pid, 'fork');
  return { pid, pidfd: pidfd < 0 ? pidfdOpen(pid) : pidfd };
}

/** Not one that was dismissed: its descriptor may be another's by now. */
const hasEnded = (which: Server): boolean => which === server && native.pollFd(which.pidfd, POLLIN, 0);

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
  const fresh = { ...started, stream: new native.MessageStream(ours, null), answers: new Map() };
  server = fresh;
  dismissAtExit();
  const orders: Orders = { preload, onError, parentName };
  // When it dies over this, the request that follows tells.
  post(fresh, Buffer.from(JSON.stringify(orders)), []);
  return fresh;
}

/** Ends the server, at the latest with this process, and waits for that. `which`: not its successor. */
function dismiss(which: Server | null = server): void {
  if (server === null || server !== which) return;
  const { stream, pidfd } = server;
  server = null;
  stream.close(true);
  try {
    native.pidfdSendSignal(pidfd, SIGKILL, 0);
  } catch {
    // it has ended already
  }
  native.pollFd(pidfd, POLLIN, Infinity);
  native.reapChild(pidfd);
  close(pidfd);
}
