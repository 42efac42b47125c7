/** How the traffic of a manager is encrypted. */
import type { SecureContextOptions } from 'node:tls';
import { decode, encode } from '../../codec';
import { invalidType, outOfRange } from '../../errors';
import type { Address } from '../../connection';
import { checkInteger } from '../../util/validate';
import { RemoteError } from '../protocol';

/**
 * Options of node:tls, of `tls.createServer` for the server and of `tls.connect` for its clients. A manager that starts its server
 * is both. Data only: no functions, no objects of node:tls or node:crypto (DataCloneError).
 */
export interface TlsOptions extends Omit<SecureContextOptions, 'key' | 'secureContext'> {
  /** PEM. */
  key?: SecureContextOptions['cert'];
  /** The server asks its clients for certificates. */
  requestCert?: boolean;
  /** `false` accepts certificates of anybody, at the server and at a client. */
  rejectUnauthorized?: boolean;
  /** The name that the server's certificate must have; default: the host of the address. */
  servername?: string;
  /** Milliseconds that a server gives a client for the handshake of TLS, and a client a server for its first word. */
  handshakeTimeout?: number;
}

/** A copy; throws for what cannot leave this process. */
export function checkTls(options: unknown, address: Address | null): TlsOptions | null {
  if (options == null) return null;
  if (typeof options !== 'object') throw invalidType('tls', 'options of node:tls', options);
  if (address === null || typeof address === 'string')
    throw outOfRange('address', 'with tls: [host, port]', JSON.stringify(address));
  const { handshakeTimeout } = options as TlsOptions;
  if (handshakeTimeout !== undefined) checkInteger(handshakeTimeout, 'tls.handshakeTimeout', 1, 2 ** 30);
  return decode(encode({ ...options })) as TlsOptions;
}

/** `cause`: what node:tls says; its code says more. */
export function tlsError(what: string, cause?: unknown): RemoteError {
  const { message = '', code = '' } = (cause ?? {}) as { message?: string; code?: string };
  const why = cause === undefined ? '' : `: ${message}${code === '' ? '' : ` (${code})`}`;
  return new RemoteError(`${what}${why}`, 'ERR_MANAGER_TLS', cause === undefined ? undefined : { cause });
}
