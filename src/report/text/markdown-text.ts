import { withoutControls } from './strip-controls.ts';

const LENGTH_MAX = 500;

/** Text from outside: markup, table cells, mentions and links in it are neutralized. */
export function markdownText(words: string): string {
  return withoutControls(words.slice(0, LENGTH_MAX))
    .replace(/\s+/g, ' ')
    .replace(/[&<>@|]|:\/\/|[\\`*_~[\]#!]/g, (found) => ENTITIES[found] ?? `\\${found}`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '@': '&#64;',
  '|': '&#124;',
  '://': '&#58;//',
};
