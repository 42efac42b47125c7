/** Blocks whose owner is done with them while children may not be: they wait until nobody can hold them. */
import { native } from '../native';

interface Batch<T> {
  /** Only children of these forks can hold the items. */
  from: number;
  to: number;
  items: T[];
}

const PATIENCE = 32;

export class Retired<T> {
  #batches: Batch<T>[] = [];
  #count = 0;
  /** Looking is worth it only when so many have gathered: it asks about every living child. */
  #threshold = PATIENCE;

  add(item: T, from: number, to: number): void {
    const last = this.#batches.at(-1);
    if (last !== undefined && last.from === from && last.to === to) last.items.push(item);
    else this.#batches.push({ from, to, items: [item] });
    this.#count++;
  }

  /** Hands out what nobody can hold any more; now and then. */
  collect(put: (item: T) => void): void {
    if (this.#count < this.#threshold) return;
    this.#batches = this.#batches.filter((batch) => {
      if (native.hasHeirs(batch.from, batch.to)) return true;
      batch.items.forEach(put);
      this.#count -= batch.items.length;
      return false;
    });
    this.#threshold = Math.max(PATIENCE, this.#count * 2);
  }
}
