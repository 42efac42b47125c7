/** The descriptors of a message, on their way out and in. */
import { OSError } from '../errors';
import { native } from '../native';
import type { IncomingAttachments, Naming, OutgoingAttachments } from './transferable';

/** Copies of the descriptors, so that the sender may close its own before the message has left. */
export class OutgoingDescriptors implements OutgoingAttachments {
  readonly #shared = new Map<number, number>();

  /** `descriptors`: what goes along anyway. */
  constructor(
    readonly descriptors: number[] = [],
    readonly heir?: Naming,
  ) {}

  attach(fd: number): number {
    return this.descriptors.push(native.dup(fd)) - 1;
  }

  attachShared(fd: number): number {
    const known = this.#shared.get(fd);
    if (known !== undefined) return known;
    const index = this.attach(fd);
    this.#shared.set(fd, index);
    return index;
  }

  close(): void {
    for (const fd of this.descriptors.splice(0)) native.close(fd);
  }
}

/** `fetch` gives the descriptors when they are first asked for, null when they were lost. */
export class IncomingDescriptors implements IncomingAttachments {
  #descriptors: (number | undefined)[] | null = null;
  readonly #opened = new Map<number, unknown>();

  constructor(
    private readonly fetch: () => (number | undefined)[] | null,
    readonly heir?: IncomingAttachments['heir'],
  ) {}

  take(index: number): number {
    this.#descriptors ??= this.#receive();
    const fd = this.#descriptors[index];
    if (fd === undefined) {
      throw new OSError('a descriptor of the message is missing', { code: 'ERR_BAD_MESSAGE' });
    }
    this.#descriptors[index] = undefined;
    return fd;
  }

  shared<T>(index: number, open: (fd: number) => T): T {
    if (!this.#opened.has(index)) this.#opened.set(index, open(this.take(index)));
    return this.#opened.get(index) as T;
  }

  /** Those that nobody has taken. */
  closeRest(): void {
    for (const fd of this.#descriptors ?? []) if (fd !== undefined) native.close(fd);
  }

  #receive(): (number | undefined)[] {
    const fetched = this.fetch();
    if (fetched !== null) return fetched;
    throw new OSError('the descriptors of a message were lost: too many open files', {
      code: 'EMFILE',
      errno: 24,
    });
  }
}
