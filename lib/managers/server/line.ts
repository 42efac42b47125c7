/** Things in the order in which they came, also those that are put back. */

export interface Ticket<T> {
  readonly number: number;
  readonly item: T;
}

/** A hole at the front of so many, and the array is cut. */
const HOLE = 1024;

export class Line<T> {
  #tickets: (Ticket<T> | undefined)[] = [];
  #head = 0;
  #next = 0;

  get length(): number {
    return this.#tickets.length - this.#head;
  }

  push(item: T): void {
    this.#tickets.push({ number: this.#next++, item });
  }

  take(): Ticket<T> | undefined {
    if (this.length === 0) return undefined;
    const first = this.#tickets[this.#head];
    this.#tickets[this.#head++] = undefined;
    if (this.#head >= HOLE && this.#head * 2 >= this.#tickets.length) {
      this.#tickets = this.#tickets.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }

  putBack(ticket: Ticket<T>): void {
    let at = this.#head;
    while (at < this.#tickets.length && (this.#tickets[at] as Ticket<T>).number < ticket.number) at++;
    if (at === this.#head && this.#head > 0) this.#tickets[--this.#head] = ticket;
    else this.#tickets.splice(at, 0, ticket);
  }
}
