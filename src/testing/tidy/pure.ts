import { findEach, isTest, type Source } from './source.ts';

/** Rooms that give the same answer for the same input: no clock, no chance, no outside world. */
const PURE: readonly string[] = [
  'base',
  'outcome',
  'objects',
  'path',
  'manifests',
  'scenario',
  'check',
  'stats',
  'explain',
  'analysis',
  'engine',
  'report',
];

const BANNED = [
  [/(from |import\(|^import )'node:/, 'a port passed in by the caller'],
  [/\bnew Date\(\)|\bDate\.now\(|performance\.now\(/, 'nowMs, passed in'],
  [/\bsetTimeout\(|\bsetInterval\(|\bsetImmediate\(/, 'a deadline in the timing wheel'],
  [/\bMath\.random\(|\bcrypto\./, 'a Prng, passed in'],
  [/\bprocess\./, 'an option, passed in'],
] as const;

/** Pure rooms use no clock, no chance and no outside world. */
export function pure(sources: readonly Source[]): readonly string[] {
  return findEach(sources, function* ({ name, room, lines }) {
    if (isTest(name) || !PURE.includes(room)) return;
    for (const [index, line] of lines.entries()) {
      if (/^\s*(\*|\/\*|\/\/)/.test(line)) continue;
      for (const [banned, instead] of BANNED) {
        if (banned.test(line))
          yield `:${index + 1}: ${banned.source} is banned here, use ${instead}`;
      }
    }
  });
}
