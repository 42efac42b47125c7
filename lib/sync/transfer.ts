/**
 * The primitives in the arguments of a process that is started anew: what crosses is the place of their words in
 * shared memory. Everywhere else sending one throws DataCloneError.
 */
import { badMessage, registerTransferable, type IncomingAttachments } from '../codec';
import { adopt, blockOf, decodePlace, encodePlace, type Block } from '../memory';
import { Barrier } from './barrier';
import { Condition } from './condition';
import { Event } from './event';
import { Lock } from './lock';
import { RLock } from './rlock';
import { BoundedSemaphore, Semaphore } from './semaphore';

interface Kind<T extends object> {
  /** What its block of memory belongs to. */
  holder?: (object: T) => object;
  /** What else there is to know. */
  terms?: (object: T) => object;
  /** Makes one; the memory it allocates is that of the original. */
  make: (terms: object) => T;
}

function register<T extends object>(Class: { prototype: T; name: string }, kind: Kind<T>): void {
  registerTransferable<T>(Class.name, Class, {
    encode: (object, attachments) => {
      const { arena, offset } = blockOf(kind.holder?.(object) ?? object) as Block;
      const place = encodePlace(arena.buffer, offset, attachments, `a ${Class.name}`);
      return { place, terms: kind.terms?.(object) ?? {} };
    },
    decode: (data, attachments) => arrive(data, attachments, kind.make),
  });
}

function arrive<T>(
  data: unknown,
  attachments: IncomingAttachments | undefined,
  make: (terms: object) => T,
): T {
  const { place, terms } = (data ?? {}) as { place?: unknown; terms?: unknown };
  if (typeof terms !== 'object' || terms === null) throw badMessage('a primitive without its terms');
  const { buffer, offset } = decodePlace(place, attachments);
  return adopt(buffer, offset, () => make(terms));
}

register(Lock, { holder: (lock) => lock._holder, make: () => new Lock() });
register(RLock, { holder: (lock) => lock._holder, make: () => new RLock() });
register(Semaphore, { make: () => new Semaphore() });
register(BoundedSemaphore, { make: () => new BoundedSemaphore() });
register(Event, { make: () => new Event() });
register(Condition, {
  terms: (condition) => ({ lock: condition._lock }),
  make: (terms) => new Condition((terms as { lock: Lock }).lock),
});
register(Barrier, {
  terms: (barrier) => barrier._terms,
  make: (terms) => {
    const { parties, action, timeout } = terms as Barrier['_terms'];
    return new Barrier(parties, { action, timeout });
  },
});
