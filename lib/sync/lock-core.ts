/** The lock under Lock and RLock: two words of shared memory (native/shm/lock_word.h). */
import type { IncomingAttachments, OutgoingAttachments } from '../codec';
import { allocate, type Block, IDENTITY_MASK, keepFor, me, receiveBlock, sendMemory } from '../memory';
import { native, POLL, SLEEP, STARVE, WATCH_OWNER } from '../native';
import type { Wait } from '../util/timeout';
import { WaitPoint, type Turn, type Waiting } from './wait-point';

const self = me;
const GRANTED = 0x40000000;
/** Two words, and one of the RLock. */
const BYTES = 12;

export class LockCore implements Waiting<boolean> {
  readonly words: Int32Array;
  readonly index: number;
  /** The present hold was taken over from a process that died holding the lock. */
  inherited = false;
  #point: WaitPoint;

  constructor(block: Block = allocate(BYTES)) {
    keepFor(this, block);
    this.words = block.arena.words;
    this.index = block.index;
    this.#point = new WaitPoint(this.words, this.index, WATCH_OWNER, true);
  }

  send(attachments: OutgoingAttachments | undefined, what: string): unknown {
    return sendMemory(this.words.buffer, this.index * 4, BYTES, attachments, what);
  }

  static receive(data: unknown, attachments: IncomingAttachments | undefined): LockCore {
    return new LockCore(receiveBlock(data, attachments, BYTES));
  }

  /** The lock was free and nobody is in line here: taken without a system call. */
  grab(): boolean {
    if (Atomics.compareExchange(this.words, this.index, 0, self.identity) !== 0) return false;
    this.inherited = false;
    return true;
  }

  poll(): boolean {
    return this.#note(native.tryLock(this.words, this.index, POLL, 0, 1)) === true;
  }

  takeSync(wait: Wait): boolean {
    if (wait.signal?.aborted) throw wait.signal.reason;
    if (this.grab()) return true;
    if (wait.ms === 0) return this.poll();
    const seen = Atomics.load(this.words, this.index);
    // Below zero: others sleep already, it takes longer.
    if (seen > 0 && this.#point.spin(seen) && this.grab()) return true;
    return this.#point.waitSync(this, wait, seen > 0);
  }

  /** `claim` runs at the moment of success, before any other task can look. */
  async take(wait: Wait, claim = (): void => {}): Promise<boolean> {
    if (wait.signal?.aborted) throw wait.signal.reason;
    const claimed = (taken: boolean): boolean => {
      if (taken) claim();
      return taken;
    };
    if (!this.#point.hasWaiters && this.grab()) return claimed(true);
    if (wait.ms === 0) return claimed(this.poll());
    return this.#point.wait<boolean>(
      {
        attempt: (turn) => (this.attempt(turn) === true ? claimed(true) : undefined),
        expire: () => claimed(this.expire()),
        abandon: () => this.abandon(),
      },
      wait,
    );
  }

  /** False when it was free. */
  give(): boolean {
    const fast = Atomics.compareExchange(this.words, this.index, self.identity, 0) === self.identity;
    if (!fast && !native.releaseLock(this.words, this.index)) return false;
    this.#point.kick();
    return true;
  }

  get held(): boolean {
    return (Atomics.load(this.words, this.index) & IDENTITY_MASK) !== 0;
  }

  /** By this process: a plain read will do, nobody else writes our identity without the mark. */
  get mine(): boolean {
    const word = this.words[this.index] as number;
    return (word & IDENTITY_MASK) === self.identity && (word & GRANTED) === 0;
  }

  describeOwner(): string {
    const word = Atomics.load(this.words, this.index);
    if ((word & IDENTITY_MASK) === 0) return 'nobody';
    return this.mine ? 'this process' : `process ${native.pidOf(word)}`;
  }

  attempt(turn: Turn): boolean | undefined {
    const approach = turn.starving ? STARVE : SLEEP;
    return this.#note(
      native.tryLock(this.words, this.index, approach, turn.slept ? 1 : 0, turn.look ? 1 : 0),
    );
  }

  expire(): boolean {
    if (this.poll()) return true;
    this.abandon();
    return false;
  }

  abandon(): void {
    if (!this.#point.hasWaiters) native.retractLock(this.words, this.index);
  }

  #note(answer: number): boolean | undefined {
    if (answer <= 0) {
      this.#point.seen = answer;
      return undefined;
    }
    this.inherited = answer === 2;
    return true;
  }
}
