/** What clients of a manager ask and what its server answers: one message each, one at a time on a connection. */
import { decode, encode, registerErrorClass } from '../codec';
import { ProcessError } from '../errors';

/** How an object is shown to clients. */
export type Face = 'dict' | 'list' | 'map' | 'set' | 'namespace' | 'array' | 'object';

/** Where an object is: what a proxy is made from. */
export interface Token {
  address: string | readonly [string, number];
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

export function packRequest(request: Request): Buffer {
  return encode(request);
}

export function packReply(reply: Reply): Buffer {
  try {
    return encode(reply);
  } catch (error) {
    const why = new RemoteError(
      `the result cannot be sent: ${String((error as Error).message)}`,
      'ERR_RESULT_NOT_CLONABLE',
    );
    return encode([false, reply[0] ? why : new RemoteError(String(reply[1]))]);
  }
}

/** A request, or an exception: whoever sent this speaks another language. */
export function unpackRequest(bytes: Buffer): Request {
  const request = decode(bytes);
  if (!Array.isArray(request) || typeof request[0] !== 'string')
    throw new RemoteError('no request', 'ERR_BAD_MESSAGE');
  return request as unknown as Request;
}

export function unpackReply(bytes: Buffer): Reply {
  const reply = decode(bytes);
  if (!Array.isArray(reply) || typeof reply[0] !== 'boolean')
    throw new RemoteError('no reply', 'ERR_BAD_MESSAGE');
  return reply as unknown as Reply;
}
