/** The meaning of a word, for outputs with colours. */
type Tone = 'good' | 'bad' | 'warning' | 'strong' | 'faint';

/** Colours a word; leaves it plain without a terminal or under NO_COLOR. */
export type Paint = (tone: Tone, text: string) => string;

export function plain(_tone: Tone, text: string): string {
  return text;
}
