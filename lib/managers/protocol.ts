/** What clients of a manager ask and what its server answers: one message each, one at a time on a connection. */
import { decode, encodeInto, registerErrorClass } from '../codec';
import { ProcessError } from '../errors';

/** How an object is shown to clients. */
export type Face = 'dict' | 'list' | 'map' | 'set' | 'namespace' | 'array' | 'object' | 'pool';

/** Where an object is: what a proxy is made from. */
export interface Token {
  address: string | readonly [string, number];
  /** Its server speaks TLS. */
  secure: boolean;
  id: number;
  typeid: string;
  face: Face;
  /** Of objects: what is called there; every other name is read and set. */
  methods: readonly string[];
}

export type Operation = 'call' | 'get' | 'set' | 'has' | 'delete' | 'keys' | 'value' | 'text';

export type DoRequest = readonly ['do', id: number, operation: Operation, name: unknown, argument: unknown];

export type Request =
  | readonly ['join', session: string]
  | readonly ['create', typeid: string, args: readonly unknown[]]
  | DoRequest
  | readonly ['adopt', counts: readonly (readonly [id: number, count: number])[]]
  | readonly ['release', ids: readonly number[]]
  | readonly ['count']
  /** The answer has arrived; no answer to this. */
  | readonly ['got']
  | readonly ['shutdown'];

/** `confirm`: the client is to say that it has it, otherwise what it was about is taken back. */
export type Reply =
  readonly [ok: true, value: unknown, confirm?: true] | readonly [ok: false, error: unknown];

/** No request or reply is longer. */
export const LONGEST = 1 << 30;

/** A failure of the server that is no error of the object: its code says what. */
export class RemoteError extends ProcessError {
  constructor(message: string, code = 'ERR_MANAGER', options?: ErrorOptions) {
    super(message, code, options);
  }
}

registerErrorClass(RemoteError);

/**
 * A message is a value and, behind it, what it is: of requests the operation and the object (ids as 32 bits), of replies the
 * outcome. The most frequent ones carry no more than a key or the answer itself.
 */
const OPERATIONS: readonly Operation[] = ['call', 'get', 'set', 'has', 'delete', 'keys', 'value', 'text'];
/** With a name and nothing else. */
const BARE: readonly (Operation | undefined)[] = ['get', 'has', 'delete', 'keys', 'value'];
const OTHER = 0xff;
const [FAILED, DONE, CONFIRM] = [0, 1, 2];

/** In the codec's memory, good until its next use. Throws DataCloneError. */
export function packRequest(request: Request): Uint8Array {
  if (request[0] !== 'do') return pack(request, OTHER, 0);
  const [, id, operation, name, argument] = request;
  return pack(BARE.includes(operation) ? name : [name, argument], OPERATIONS.indexOf(operation), id);
}

/** {@link packRequest}; what cannot be sent becomes an error. */
export function packReply([ok, value, confirm]: Reply): Uint8Array {
  try {
    return pack(value, !ok ? FAILED : confirm ? CONFIRM : DONE);
  } catch (error) {
    const why = new RemoteError(
      `the result cannot be sent: ${String((error as Error).message)}`,
      'ERR_RESULT_NOT_CLONABLE',
    );
    return pack(ok ? why : new RemoteError(String(value)), FAILED);
  }
}

function pack(value: unknown, kind: number, id?: number): Uint8Array {
  const encoded = encodeInto(value);
  const { length } = encoded;
  const end = length + (id === undefined ? 1 : 5);
  let { bytes } = encoded;
  if (end > bytes.length) {
    bytes = Buffer.allocUnsafe(end);
    encoded.bytes.copy(bytes, 0, 0, length);
  }
  bytes[length] = kind;
  if (id !== undefined) bytes.writeUInt32LE(id, length + 1);
  return bytes.subarray(0, end);
}

/** A request, or an exception: whoever sent this speaks another language. */
export function unpackRequest(bytes: Buffer, length: number): Request {
  if (length < 6) throw new RemoteError('no request', 'ERR_BAD_MESSAGE');
  const kind = bytes[length - 5] as number;
  const value = decode(bytes, undefined, length - 5);
  if (kind === OTHER) {
    if (Array.isArray(value) && typeof value[0] === 'string') return value as unknown as Request;
    throw new RemoteError('no request', 'ERR_BAD_MESSAGE');
  }
  const operation = OPERATIONS[kind];
  if (operation === undefined) throw new RemoteError('no operation', 'ERR_BAD_MESSAGE');
  const id = bytes.readUInt32LE(length - 4);
  if (BARE.includes(operation)) return ['do', id, operation, value, null];
  if (!Array.isArray(value)) throw new RemoteError('no arguments', 'ERR_BAD_MESSAGE');
  return ['do', id, operation, value[0], value[1]];
}

export function unpackReply(bytes: Buffer, length: number): Reply {
  if (length < 2) throw new RemoteError('no reply', 'ERR_BAD_MESSAGE');
  const kind = bytes[length - 1];
  const value = decode(bytes, undefined, length - 1);
  if (kind === FAILED) return [false, value];
  return kind === CONFIRM ? [true, value, true] : [true, value];
}
