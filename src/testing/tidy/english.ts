import { findEach, type Source } from './source.ts';

/** Phrases of a text that reads like a translation, and what an SRE handbook says instead. */
const BANNED: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [
    /(?<!there )\bis no (valid )?(duration|count|size|rate|host|port|URL|address|number|threshold|confidence|kind)\b/,
    'is not a valid …',
  ],
  [/\bhow it stands\b/, 'the status of'],
  [/\bgoes on without\b/, 'continues without, keeps running after'],
  [/\b(for|after|of) so long\b/, 'for this time, after this time'],
  [/\bno limit .{0,40}\bcomes to\b/, 'reaches no limit'],
  [/\bthat nobody wanted\b/, 'unexpected, unintended'],
  [/\bis there to die\b/, 'is expected to drop'],
  [/\bheld against\b/, 'compared with, checked against, attributed to'],
  [/\bnot to hear of\b/, 'to skip'],
  [/\bstood still\b/, 'stalled'],
  [/\bbrought about itself\b/, 'caused by …'],
  [/\bwithout a word\b/, 'silently'],
  [/\btells why\b/, 'shows the reason'],
  [/\w’\w/, "a straight apostrophe (')"],
  [/\bwhile (a|the) run goes on\b/, 'during a run'],
];

/** The project speaks plain English: strings, comments and documents. A phrase may run over the end of a line. */
export function english(sources: readonly Source[]): readonly string[] {
  return findEach(sources, function* ({ name, text }) {
    if (name.endsWith('tidy/english.ts') || name.endsWith('tidy/rules.test.ts')) return;
    const flat = text.replace(/\n[ \t]*(\*|\/\/|#)?/g, (gap) => ' '.padEnd(gap.length));
    for (const [phrase, instead] of BANNED) {
      const words = new RegExp(phrase.source.replaceAll(' ', '\\s+'), 'gi');
      for (const { 0: found, index } of flat.matchAll(words)) {
        const line = text.slice(0, index).split('\n').length;
        yield `:${line}: "${found.replace(/\s+/g, ' ')}" reads like a translation, write: ${instead}`;
      }
    }
  });
}
