/**
 * Blocks in the hands of programs that are no relatives: what a message lends them is counted in the last word of the
 * block, once for each time it is sent. The receiver answers for the count and takes it down when its object is
 * collected, or at its end. One that is killed before leaves the block lent for good.
 */
import { native } from '../native';
import { addExitHook } from '../util/exit-hooks';
import { addForkHooks } from '../util/fork-hooks';
import { type Block } from './block';
import { me } from './me';
import { Retired } from './retired';

const count = ({ index, size }: Block): number => index + size / 4 - 1;

export function lend(block: Block): void {
  Atomics.add(block.arena.words, count(block), 1);
}

export function isLent(block: Block): boolean {
  return Atomics.load(block.arena.words, count(block)) > 0;
}

const PATIENCE = 32;

/** Blocks that nobody needs here, while others may. */
export class Lent {
  #blocks: Block[] = [];
  #threshold = PATIENCE;

  add(block: Block): void {
    this.#blocks.push(block);
  }

  /** Hands out what has come back; now and then. */
  collect(put: (block: Block) => void): void {
    if (this.#blocks.length < this.#threshold) return;
    const blocks = this.#blocks;
    this.#blocks = [];
    blocks.forEach(put);
    this.#threshold = Math.max(PATIENCE, this.#blocks.length * 2);
  }
}

/** What this process has borrowed; a child's objects over it are its parent's to answer for. */
const borrowed = new Set<Block>();
let retired = new Retired<Block>();
let isUsed = false;
const returned = new FinalizationRegistry<Block>((block) => {
  if (block.generation !== me.generation) return;
  const now = native.forkCount();
  if (now === block.born) giveBack(block);
  else retired.add(block, block.born, now);
  retired.collect(giveBack);
});

addForkHooks({
  needed: () => isUsed,
  afterInChild: () => {
    borrowed.clear();
    retired = new Retired();
  },
});
const returnAtExit = addExitHook(() => {
  const now = native.forkCount();
  for (const block of borrowed) if (!native.hasHeirs(block.born, now)) giveBack(block);
});

export function borrow(holder: object, block: Block): void {
  isUsed = true;
  borrowed.add(block);
  returnAtExit();
  returned.register(holder, block);
}

function giveBack(block: Block): void {
  borrowed.delete(block);
  Atomics.sub(block.arena.words, count(block), 1);
}
