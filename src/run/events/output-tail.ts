import { sanitize } from '../../base/text.ts';

/** What is kept of the output, far more than is shown: so no secret is shown that was cut in two. */
const KEPT_CHARACTERS_MAX = 64 * 1024;
const LINES_MAX = 3;
const LINE_CHARACTERS_MAX = 160;

/** The end of what a command says. */
export class OutputTail {
  #text = '';

  add(piece: string): void {
    this.#text = (this.#text + piece).slice(-KEPT_CHARACTERS_MAX);
  }

  /** Its last lines as one, without what a terminal would obey, secrets masked. */
  shown(redact: (text: string) => string): string {
    return redact(this.#text)
      .split(/[\r\n]+/)
      .slice(-2 * LINES_MAX)
      .map((line) => sanitize(line, LINE_CHARACTERS_MAX))
      .filter((line) => line !== '')
      .slice(-LINES_MAX)
      .join(' | ');
  }
}
