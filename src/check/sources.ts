/** The texts that were read, line by line, for messages and fixes. */
export class Sources {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #lines = new Map<string, readonly string[]>();

  constructor(files: readonly { readonly file: string; readonly text: string }[]) {
    this.#texts = new Map(files.map(({ file, text }) => [file, text]));
  }

  /** True when the word is anywhere in the text: without splitting it into lines. */
  has(file: string, word: string): boolean {
    return this.#texts.get(file)?.includes(word) === true;
  }

  lines(file: string): readonly string[] {
    const known = this.#lines.get(file);
    if (known !== undefined) return known;
    const lines = (this.#texts.get(file) ?? '').split(/\r?\n/);
    this.#lines.set(file, lines);
    return lines;
  }

  /** Counts from 1. */
  line(file: string, line: number): string | undefined {
    return this.lines(file)[line - 1];
  }
}
