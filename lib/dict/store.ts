/** Values by string keys in shared memory: the addon's dictionary and the codec. */
import { decode, decodeIncoming, encodeInto, encodeNumber, incoming, outgoing } from '../codec';
import { invalidType } from '../errors';
import { enroll } from '../memory';
import { native } from '../native';

const ANY = -1;
const CLOSED = -1;
const finalizer = new FinalizationRegistry<number>((handle) => native.dictClose(handle));

export class Store {
  #handle: number;

  static create(): Store {
    enroll();
    return new Store(native.dictCreate());
  }

  /** The descriptor is taken over. */
  static attach(fd: number): Store {
    enroll();
    return new Store(native.dictAttach(fd));
  }

  private constructor(handle: number) {
    this.#handle = handle;
    finalizer.register(this, handle, this);
  }

  get fd(): number {
    return native.dictFd(this.#handle);
  }

  get closed(): boolean {
    return this.#handle === CLOSED;
  }

  get size(): number {
    return native.dictSize(this.#handle);
  }

  close(): void {
    if (this.closed) return;
    finalizer.unregister(this);
    native.dictClose(this.#handle);
    this.#handle = CLOSED;
  }

  get(key: string): unknown {
    return valueOf(native.dictGet(this.#handle, key, incoming));
  }

  take(key: string): { value: unknown } | null {
    const got = native.dictTake(this.#handle, key, incoming);
    return got === -1 ? null : { value: valueOf(got) };
  }

  has(key: string): boolean {
    return native.dictHas(this.#handle, key);
  }

  set(key: string, value: unknown): void {
    this.#write(key, value, ANY);
  }

  delete(key: string): boolean {
    return native.dictDelete(this.#handle, key);
  }

  /** Until nobody has changed the value between its reading and its writing. */
  update(key: string, change: (value: unknown) => unknown): unknown {
    for (;;) {
      const got = native.dictGet(this.#handle, key, incoming);
      const version = native.dictVersion();
      const value = change(valueOf(got));
      if (value instanceof Promise) throw invalidType('the result of the function', 'no promise', value);
      if (this.#write(key, value, version)) return value;
    }
  }

  keys(): string[] {
    return native.dictKeys(this.#handle);
  }

  clear(): void {
    native.dictClear(this.#handle);
  }

  #write(key: string, value: unknown, version: number): boolean {
    const short = typeof value === 'number' ? encodeNumber(value) : 0;
    if (short > 0) return native.dictSet(this.#handle, key, outgoing, short, version);
    const { bytes, length } = encodeInto(value);
    return native.dictSet(this.#handle, key, bytes, length, version);
  }
}

function valueOf(got: number | Buffer): unknown {
  if (typeof got !== 'number') return decode(got);
  return got < 0 ? undefined : decodeIncoming(got);
}
