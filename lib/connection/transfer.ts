/** Connections cross Unix sockets, and the start of a process, as themselves: the receiver has the same end. */
import { badMessage, registerTransferable, registerUncloneable, requireAttachments } from '../codec';
import { Connection } from './connection';
import { Listener } from './listener';

interface Crossing {
  at: number;
  readable: boolean;
  writable: boolean;
}

registerTransferable<Connection>('Connection', Connection, {
  encode: (conn, attachments): Crossing => ({
    at: requireAttachments(attachments, 'a Connection').attach(conn.fileno()),
    readable: conn.readable,
    writable: conn.writable,
  }),
  decode: (data, attachments) => {
    const { at, readable, writable } = (data ?? {}) as Partial<Crossing>;
    if (attachments === undefined || typeof at !== 'number' || (readable !== true && writable !== true)) {
      throw badMessage('a connection without its descriptor');
    }
    return new Connection(attachments.take(at), { readable: readable === true, writable: writable === true });
  },
});

registerUncloneable(Listener, 'a Listener cannot be sent: send its address');
