/** Few words that many rows share, each kept once and known by its place. */
export class Names {
  readonly #names: string[] = [];
  readonly #places = new Map<string, number>();

  /** The place of a word, a new one when it is met first. */
  indexOf(name: string): number {
    let place = this.#places.get(name);
    if (place === undefined) {
      place = this.#names.length;
      this.#names.push(name);
      this.#places.set(name, place);
    }
    return place;
  }

  /** Undefined where there is no such place. */
  at(place: number): string | undefined {
    return this.#names[place];
  }
}
