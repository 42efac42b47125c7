/** Connects to a server over TLS. */
import { isIP, Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { Client, type Address } from '../../connection';
import { tlsError, type TlsOptions } from './options';

const USUAL_LIMIT = 20_000;

/**
 * Settles when the server has said something, as the listener of a handshake does first: before that, it may still refuse the
 * certificate of the client. Rejects with what connecting failed with, or ERR_MANAGER_TLS.
 */
export async function dialSecure(address: Address, options: TlsOptions): Promise<TLSSocket> {
  const limit = options.handshakeTimeout ?? USUAL_LIMIT;
  const connection = await Client(address, { timeout: limit });
  const socket = new Socket({ fd: connection.detach() });
  socket.setNoDelay(true);
  const [host] = address as readonly [string, number];
  const name = isIP(host) !== 0 || host === '' ? {} : { servername: host };
  try {
    return await heard(connect({ host, ...name, ...options, socket }), limit);
  } catch (error) {
    socket.destroy();
    throw (error as { code?: unknown }).code === 'ERR_MANAGER_TLS'
      ? error
      : tlsError('no TLS session with the server of the manager', error);
  }
}

function heard(secure: TLSSocket, limit: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(tlsError('the server has not answered in time')), limit);
    const onReadable = (): void => {
      if (secure.readableLength > 0) finish(null);
      else onClose();
    };
    const onClose = (): void =>
      finish(tlsError('the server hung up, which it does to clients whose certificate it does not accept'));
    const finish = (error: unknown): void => {
      clearTimeout(timer);
      secure.off('error', finish).off('close', onClose).off('readable', onReadable);
      if (error === null) return resolve(secure);
      secure.destroy();
      reject(error as Error);
    };
    secure.on('error', () => {}); // also when this is settled
    secure.on('error', finish).on('close', onClose);
    secure.once('secureConnect', () => secure.on('readable', onReadable));
  });
}
