import { findEach, isTest, type Source } from './source.ts';

const BANNED = [
  [/\bwhile \(.*\) await |\bwhile \(.*\)$/, 'a loop that may wait for ever, use waitUntil()'],
  [/\bdo \{.*await/, 'a loop that may wait for ever, use waitUntil()'],
  [/assert.*\b(performance|Date)\.now\(/, 'an assertion on the time of the machine'],
  [/assert.*Ms < [\d_]+[,)]/, 'an upper limit on the time of the machine'],
] as const;

/** A test waits with a limit, and does not fail on a machine that is slow. In virtual time it may be exact. */
export function waits(sources: readonly Source[]): readonly string[] {
  return findEach(sources, function* ({ name, lines }) {
    if (!isTest(name) || !/\.(lab|real)\.test\.ts$/.test(name)) return;
    for (const [index, line] of lines.entries()) {
      const [, what] = BANNED.find(([banned]) => banned.test(line)) ?? [];
      if (what !== undefined) yield `:${index + 1}: ${what}`;
    }
  });
}
