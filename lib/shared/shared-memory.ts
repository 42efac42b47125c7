/** Named blocks of shared memory. */
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { badMessage, registerTransferable, requireAttachments } from '../codec';
import { invalidType, outOfRange, StateError } from '../errors';
import { native } from '../native';
import * as os from '../os';
import { addExitHook } from '../util/exit-hooks';
import { addForkHooks } from '../util/fork-hooks';
import { checkBoolean, checkInteger, checkString } from '../util/validate';

/** Which segment: a new one or an existing one, of which name and size. */
export interface SharedMemoryOptions {
  /** Without a slash, at most 255 bytes. Missing: an unpredictable one is made up for a new segment. */
  name?: string | null;
  /** A new segment. Without it an existing one is attached. */
  create?: boolean;
  /** Bytes of a new segment, above zero. */
  size?: number;
  /** `false`: the segment outlives its creator, the program removes it with `unlink()`. Default true. */
  track?: boolean;
  /** No name and no file: only this process and the children it forks see the memory. */
  anonymous?: boolean;
}

/** Anonymous memory that came with a message. */
class Received {
  readonly size: number;
  constructor(readonly fd: number) {
    try {
      this.size = native.sealedSize(fd);
    } catch (error) {
      os.close(fd);
      throw error;
    }
  }
}

/** Segments this process has created: theirs ends with its end. */
const created = new Set<SharedMemory>();
addForkHooks({
  needed: () => created.size > 0,
  afterInChild: () => {
    for (const segment of created) segment._disown();
    created.clear();
  },
});
const endAtExit = addExitHook(() => {
  for (const segment of created) segment._end();
  native.reapSegments();
});

/**
 * A block of shared memory with a name, for processes that are not each other's children too; mode 0600.
 *
 * A segment lives until its creator unlinks it or is gone: at the end of the creating process it is removed, and
 * one whose creator was killed is removed when anybody next creates or attaches a segment, or ends after having used one.
 * A process that only attached never removes it. `track: false` leaves all that to the program.
 *
 * Throws FileExistsError (EEXIST), FileNotFoundError (ENOENT), ERR_OUT_OF_RANGE for a size that is not above zero,
 * ENOSPC when /dev/shm is full. Python: `multiprocessing.shared_memory.SharedMemory`.
 * @example
 * const memory = new SharedMemory({ create: true, size: 4096 });
 * memory.buf[0] = 1;
 * memory.close();
 * memory.unlink();
 */
export class SharedMemory {
  #name: string | null;
  #size: number;
  #mapping: os.Mapping;
  #buf: Buffer | null;
  /** Of a creator: holds the lock that says it lives. Of anonymous memory: what others are sent. */
  #fd = -1;

  /** @internal */
  constructor(received: Received);
  constructor(options?: SharedMemoryOptions);
  constructor(options: SharedMemoryOptions | Received = {}) {
    const received = options instanceof Received ? options : undefined;
    const { name, create, size, track, anonymous } =
      received !== undefined ? { ...anonymousMemory, size: received.size } : checkOptions(options);
    endAtExit();
    native.reapSegments();
    let fd: number;
    if (anonymous) {
      this.#name = null;
      this.#size = size;
      fd = received?.fd ?? native.createSealed('forkable-shared-memory', size);
    } else if (create) {
      [this.#name, fd] = createNamed(name, size, track);
      this.#size = size;
    } else {
      this.#name = name as string;
      [fd, this.#size] = native.attachSegment(this.#name);
    }
    try {
      this.#mapping = os.mmap(fd, this.#size);
    } catch (error) {
      if (create && !anonymous) native.shmUnlink(this.#name as string);
      os.close(fd);
      throw error;
    }
    if (anonymous) {
      this.#fd = fd;
      forgotten.register(this, fd, this);
    } else if (create && track) {
      this.#fd = fd;
      created.add(this);
    } else {
      os.close(fd);
    }
    this.#buf = Buffer.from(this.#mapping.buffer);
  }

  /** Named memory goes by its name, anonymous memory as its descriptor. */
  static {
    registerTransferable('SharedMemory', SharedMemory, {
      encode: (memory, attachments) => {
        if (memory.#buf === null) throw new StateError('the shared memory is closed', 'ERR_CLOSED');
        if (memory.#name !== null) return memory.#name;
        return requireAttachments(attachments, 'anonymous SharedMemory').attach(memory.#fd);
      },
      decode: (data, attachments) => {
        if (typeof data === 'string') return new SharedMemory({ name: data });
        if (attachments === undefined || !Number.isSafeInteger(data)) {
          throw badMessage('shared memory without its descriptor');
        }
        return new SharedMemory(new Received(attachments.take(data as number)));
      },
    });
  }

  /** The memory itself; null after `close()`. */
  get buf(): Buffer | null {
    return this.#buf;
  }
  /** What others attach with; null for anonymous memory. */
  get name(): string | null {
    return this.#name;
  }
  /** Bytes. */
  get size(): number {
    return this.#size;
  }

  /** This process is done with the memory: views of it have length 0 from now on. The segment stays. Idempotent. */
  close(): void {
    this.#buf = null;
    this.#mapping.close();
    if (this.#name === null) {
      forgotten.unregister(this);
      this._disown();
    }
  }

  /**
   * Removes the name; the memory lasts as long as some process has it open. FileNotFoundError (ENOENT) when it is gone already,
   * ERR_INVALID_STATE for anonymous memory.
   */
  unlink(): void {
    if (this.#name === null) throw new StateError('anonymous memory has no name to remove');
    native.shmUnlink(this.#name);
    this._disown();
    created.delete(this);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal The creator's mark is not a child's. */
  _disown(): void {
    if (this.#fd >= 0) os.close(this.#fd);
    this.#fd = -1;
  }

  /** @internal At the end of the process. */
  _end(): void {
    try {
      if (this.#fd >= 0) native.shmUnlink(this.#name as string);
    } catch {
      // somebody else has unlinked it
    }
  }

  [inspect.custom](): string {
    return `SharedMemory(${inspect(this.#name)}, size=${this.#size})`;
  }
}

const anonymousMemory = { name: null, create: true, track: true, anonymous: true };
const forgotten = new FinalizationRegistry<number>((fd) => os.close(fd));

function checkOptions(options: SharedMemoryOptions): Required<SharedMemoryOptions> {
  if (typeof options !== 'object' || options === null) throw invalidType('options', 'an object', options);
  const { name = null, create = false, size = 0, track = true, anonymous = false } = options;
  checkBoolean(create, 'create');
  checkBoolean(track, 'track');
  checkBoolean(anonymous, 'anonymous');
  checkInteger(size, 'size', create || anonymous ? 1 : 0, Number.MAX_SAFE_INTEGER);
  if (name !== null) checkString(name, 'name');
  if (name === '') throw outOfRange('name', 'not empty', "''");
  if (anonymous && name !== null) throw outOfRange('name', 'missing for anonymous memory', name);
  if (!create && !anonymous && name === null) throw outOfRange('name', 'given to attach', 'null');
  return { name, create: create || anonymous, size, track, anonymous };
}

function createNamed(given: string | null, size: number, track: boolean): [name: string, fd: number] {
  for (;;) {
    const name = given ?? `fkm_${randomBytes(12).toString('hex')}`;
    try {
      return [name, native.createSegment(name, size, track)[0]];
    } catch (error) {
      if (given !== null || (error as { code?: string }).code !== 'EEXIST') throw error;
    }
  }
}
