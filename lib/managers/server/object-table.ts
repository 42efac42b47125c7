/**
 * The objects of a server and who refers to them. An object lives as long as somebody does: client processes (sessions)
 * count their proxies, objects that contain it count too.
 */
import { LocalReference } from '../references';
import { RemoteError, type Token } from '../protocol';
import { faceOf, type Registry } from '../registry';
import type { Session } from './caller';
import type { Entry } from './entry';
import { methodsOf } from './faces';

export class ObjectTable {
  readonly #entries = new Map<number, Entry>();
  readonly #contained = new FinalizationRegistry<number>((id) => this.#drop(id, 1));
  #nextId = 0;

  constructor(
    private readonly registry: Registry,
    private readonly place: Pick<Token, 'address' | 'secure'>,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  get(id: number): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined)
      throw new RemoteError('the object of this proxy is gone', 'ERR_MANAGER_OBJECT_GONE');
    return entry;
  }

  /** Takes an object in; nobody refers to it yet. */
  keep(typeid: string, made: unknown): LocalReference {
    if (typeof made !== 'object' || made === null) throw new TypeError(`${typeid} gave no object`);
    const type = this.registry.get(typeid);
    const face = type === undefined || type.face === 'object' ? faceOf(made) : type.face;
    const { exposed = null, managed = false, methodToTypeid = {} } = type ?? {};
    const id = this.#newId();
    const entry: Entry = { id, typeid, face, object: made, exposed, managed, methodToTypeid, references: 0 };
    this.#entries.set(id, entry);
    const methods = face === 'object' ? methodsOf(made, exposed) : [];
    return new LocalReference({ ...this.place, id, typeid, face, methods }, made);
  }

  /** A proxy of an object here has come back: inside another object it keeps it alive. Null: of another server's. */
  refer(token: Token): LocalReference | null {
    if (JSON.stringify(token.address) !== JSON.stringify(this.place.address)) return null;
    const entry = this.get(token.id);
    const reference = new LocalReference({ ...token, face: entry.face }, entry.object);
    entry.references++;
    this.#contained.register(reference, token.id);
    return reference;
  }

  /** References of a client: more, or fewer. What it does not have it cannot give back. */
  count(session: Session, id: number, by: number): void {
    const entry = this.#entries.get(id);
    const has = session.references.get(id) ?? 0;
    if (entry === undefined || has + by < 0) return;
    if (has + by === 0) session.references.delete(id);
    else session.references.set(id, has + by);
    if (by > 0) entry.references += by;
    else this.#drop(id, -by);
  }

  /** A client has gone. */
  release(session: Session): void {
    for (const [id, count] of session.references) this.#drop(id, count);
    session.references.clear();
  }

  /** 32 bits: after four thousand million objects they begin again. */
  #newId(): number {
    do this.#nextId = this.#nextId >= 0xffffffff ? 1 : this.#nextId + 1;
    while (this.#entries.has(this.#nextId));
    return this.#nextId;
  }

  #drop(id: number, by: number): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.references -= by;
    if (entry.references <= 0) this.#entries.delete(id);
  }
}
