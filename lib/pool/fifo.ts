/** First in, first out, each step in constant time however many there are. */
const SMALLEST = 16;
/** An empty one gives memory beyond this back. */
const KEPT = 1024;

export class Fifo<T> {
  #ring: (T | undefined)[] = new Array<T | undefined>(SMALLEST);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: T): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length++) & (this.#ring.length - 1)] = item;
  }

  /** The first, undefined when there is none. */
  peek(): T | undefined {
    return this.#ring[this.#head];
  }

  /** The one with so many before it. */
  at(place: number): T | undefined {
    return place < this.#length ? this.#ring[(this.#head + place) & (this.#ring.length - 1)] : undefined;
  }

  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    if (--this.#length === 0 && this.#ring.length > KEPT) this.replace([]);
    return item;
  }

  toArray(): T[] {
    const items = new Array<T>(this.#length);
    for (let i = 0; i < items.length; i++) {
      items[i] = this.#ring[(this.#head + i) & (this.#ring.length - 1)] as T;
    }
    return items;
  }

  /** These instead of what is in it. */
  replace(items: readonly T[]): void {
    let size = SMALLEST;
    while (size < items.length) size *= 2;
    this.#ring = new Array<T | undefined>(size);
    for (let i = 0; i < items.length; i++) this.#ring[i] = items[i];
    this.#head = 0;
    this.#length = items.length;
  }

  #grow(): void {
    const items = this.toArray();
    items.length *= 2;
    this.#ring = items;
    this.#head = 0;
  }
}
