/**
 * What will happen next in virtual time: a binary heap of numbers, without an object per event.
 *
 * Events at the same time come out in the order in which they were put in, so that a run is a function of
 * its seed alone.
 */
export class EventHeap {
  #atMs = new Float64Array(1024);
  #order = new Float64Array(1024);
  #subject = new Int32Array(1024);
  #action = new Int32Array(1024);
  #size = 0;
  #nextOrder = 0;

  get size(): number {
    return this.#size;
  }

  /** The time of the next event; Infinity when there is none. */
  get nextMs(): number {
    return this.#size === 0 ? Infinity : this.#atMs[0]!;
  }

  push(atMs: number, subject: number, action: number): void {
    if (this.#size === this.#atMs.length) this.#grow();
    const order = this.#nextOrder;
    this.#nextOrder += 1;
    let child = this.#size;
    this.#size += 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#isAfter(parent, atMs, order)) break;
      this.#move(parent, child);
      child = parent;
    }
    this.#put(child, atMs, order, subject, action);
  }

  /** Takes the next event out and hands it over. */
  pop(onEvent: (atMs: number, subject: number, action: number) => void): void {
    const atMs = this.#atMs[0]!;
    const subject = this.#subject[0]!;
    const action = this.#action[0]!;
    this.#size -= 1;
    if (this.#size > 0) this.#sink();
    onEvent(atMs, subject, action);
  }

  #sink(): void {
    const last = this.#size;
    const atMs = this.#atMs[last]!;
    const order = this.#order[last]!;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= last) break;
      if (
        child + 1 < last &&
        this.#isAfter(child, this.#atMs[child + 1]!, this.#order[child + 1]!)
      ) {
        child += 1;
      }
      if (this.#isAfter(child, atMs, order)) break;
      this.#move(child, parent);
      parent = child;
    }
    this.#put(parent, atMs, order, this.#subject[last]!, this.#action[last]!);
  }

  #isAfter(index: number, atMs: number, order: number): boolean {
    const other = this.#atMs[index]!;
    return other > atMs || (other === atMs && this.#order[index]! > order);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#atMs[from]!, this.#order[from]!, this.#subject[from]!, this.#action[from]!);
  }

  #put(index: number, atMs: number, order: number, subject: number, action: number): void {
    this.#atMs[index] = atMs;
    this.#order[index] = order;
    this.#subject[index] = subject;
    this.#action[index] = action;
  }

  #grow(): void {
    const grown = <T extends Float64Array | Int32Array>(old: T, next: T): T => {
      next.set(old);
      return next;
    };
    const length = this.#size * 2;
    this.#atMs = grown(this.#atMs, new Float64Array(length));
    this.#order = grown(this.#order, new Float64Array(length));
    this.#subject = grown(this.#subject, new Int32Array(length));
    this.#action = grown(this.#action, new Int32Array(length));
  }
}
