import yargs from 'yargs';
import { VERBS } from '../../cli/verbs.ts';

/** Every `soak VERB …` in a shell text, as words; the shell's own words end it. */
export function soakCommandsIn(text: string): readonly (readonly string[])[] {
  return text
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/^\s*#.*/, ''))
    .flatMap((line) => [...line.matchAll(/(?:^|[\s;&|(])soak ([a-z][^;&|>)]*)/g)])
    .map(([, words]) => words!.trim().split(/\s+/).map(withoutQuotes).filter(isFixed));
}

function withoutQuotes(word: string): string {
  return word.replaceAll(/["']/g, '');
}

/** `$@` is what the caller adds. */
function isFixed(word: string): boolean {
  return word !== '$@';
}

/** Parses words as soak itself does, without doing it. Rejects what soak would reject. */
export async function parseSoak(words: readonly string[]): Promise<void> {
  const verb = VERBS.find(({ usage }) => usage.split(' ')[0] === words[0]);
  if (verb === undefined) throw new Error(`soak ${words[0]} is no command`);
  const { configure } = await verb.load();
  await yargs([...words])
    .command({ command: verb.usage, builder: configure, handler: () => undefined })
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new Error(`soak ${words.join(' ')}: ${message}`);
    })
    .parseAsync();
}
