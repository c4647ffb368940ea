// Control, format (zero width, direction), surrogate and private characters, and runs of space of any kind.
const UNPRINTABLE = /[\s\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]+/gu;

/** Text from a server, made safe for a terminal and a journal: one line, no control characters, capped. */
export function tame(text: string, charactersMax: number): string {
  // Cut before matching, so that a long text costs no more than a short one.
  return text
    .slice(0, charactersMax * 2)
    .replace(UNPRINTABLE, ' ')
    .trim()
    .slice(0, charactersMax);
}

/** The printable ASCII of a text, capped. */
export function tameAscii(text: string, charactersMax: number): string {
  return text
    .slice(0, charactersMax * 2)
    .replace(/[^\x20-\x7e]+/g, '')
    .trim()
    .slice(0, charactersMax);
}
