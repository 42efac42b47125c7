import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { OSError, TimeoutError } from '../errors';
import { native, WRITABLE } from '../native';
import { whenReady } from '../loop';
import { blocking } from '../util/blocking';
import { parseTimeout, type Wait } from '../util/timeout';
import { checkAddress, checkAuthKey, nativeArguments, type Address, type AuthKey } from './address';
import { authenticate, authenticateSync, type Proof } from './authenticate';
import { Connection } from './connection';
import { Deadline } from './deadline';

/** What `Client` and `ClientSync` connect with. */
export interface ClientOptions {
  /** The key of the listener. */
  authkey?: AuthKey | null;
  /** Milliseconds for all of it; without one, connecting may take as long as it takes. */
  timeout?: number | null;
  signal?: AbortSignal;
  /** Milliseconds for the handshake alone; default 20,000. */
  handshakeTimeout?: number;
}

/** Until there is room in the backlog of a Unix listener: nothing tells. */
const RETRY_MS = 5;

/**
 * Connects to a {@link Listener}, of this library or Python's. Rejects with FileNotFoundError or ConnectionRefusedError where
 * nobody listens, with AuthenticationError when either side has not the key, with TimeoutError. Python:
 * `multiprocessing.connection.Client`.
 *
 * @example
 * const conn = await Client(['127.0.0.1', 6000], { authkey: 'secret' });
 * await conn.send({ hello: 'world' });
 */
export async function Client(address: Address, options: ClientOptions = {}): Promise<Connection> {
  const target = checkAddress(address);
  const key = checkAuthKey(options.authkey);
  const wait = parseTimeout({ timeout: options.timeout ?? null, signal: options.signal });
  const deadline = new Deadline(wait);
  const connection = new Connection(await connect(await resolve(target), wait, deadline));
  if (key !== null) await authenticate(connection, proof(key, options), { ...wait, ms: deadline.left() });
  return connection;
}

/** {@link Client}, blocking. */
export function ClientSync(address: Address, options: ClientOptions = {}): Connection {
  const target = checkAddress(address);
  const key = checkAuthKey(options.authkey);
  const wait = parseTimeout({ timeout: options.timeout ?? null, signal: options.signal });
  const deadline = new Deadline(wait);
  return blocking(wait.signal, () => {
    const connection = new Connection(connectSync(target, deadline));
    if (key !== null) {
      authenticateSync(connection, proof(key, options), { ms: deadline.left(), signal: undefined });
    }
    return connection;
  });
}

function proof(key: Buffer, { handshakeTimeout }: ClientOptions): Proof {
  return { key, role: 'client', limit: handshakeTimeout };
}

async function resolve(address: Address): Promise<Address> {
  if (typeof address === 'string' || address[0] === '' || isIP(address[0]) !== 0) return address;
  try {
    const found = await lookup(address[0], { all: true });
    return [(found.find((one) => one.family === 4) ?? found[0])?.address ?? address[0], address[1]];
  } catch (error) {
    const { code = 'ENOTFOUND' } = error as { code?: string };
    throw new OSError(`the host is not known: ${address[0]}`, { code, syscall: 'getaddrinfo', cause: error });
  }
}

/** Begins to connect; null when the backlog is full. */
function tryConnect(address: Address): [fd: number, underWay: boolean] | null {
  try {
    return native.connectSocket(...nativeArguments(address));
  } catch (error) {
    if ((error as OSError).code === 'EAGAIN') return null;
    throw error;
  }
}

async function connect(address: Address, wait: Wait, deadline: Deadline): Promise<number> {
  wait.signal?.throwIfAborted();
  for (;;) {
    const begun = tryConnect(address);
    if (begun === null) {
      if (deadline.left() === 0) throw deadline.reason();
      await sleep(RETRY_MS, undefined, { signal: wait.signal }).catch(() => wait.signal?.throwIfAborted());
      continue;
    }
    const [fd, underWay] = begun;
    try {
      if (underWay && !(await settled(fd, { ms: deadline.left(), signal: wait.signal })))
        throw new TimeoutError();
      native.connectResult(fd);
      native.setBlocking(fd, 1);
      return fd;
    } catch (error) {
      native.close(fd);
      throw error;
    }
  }
}

/** A connect(2) that failed is an error at the descriptor too; connectResult tells which. */
async function settled(fd: number, wait: Wait): Promise<boolean> {
  try {
    return await whenReady(fd, WRITABLE, wait);
  } catch (error) {
    if (error instanceof OSError) return true;
    throw error;
  }
}

function connectSync(address: Address, deadline: Deadline): number {
  for (;;) {
    const begun = tryConnect(address);
    if (begun === null) {
      if (deadline.left() === 0) throw deadline.reason();
      native.pollDescriptors([], WRITABLE, Math.min(RETRY_MS, deadline.left()));
      continue;
    }
    const [fd, underWay] = begun;
    try {
      if (underWay && native.pollDescriptors([fd], WRITABLE, deadline.left()).length === 0)
        throw new TimeoutError();
      native.connectResult(fd);
      native.setBlocking(fd, 1);
      return fd;
    } catch (error) {
      native.close(fd);
      throw error;
    }
  }
}
