import { failed, ok, type Problem, type Result } from '../../base/problem.ts';
import type { Field } from '../../objects/field.ts';
import { readJson } from '../../objects/json-document.ts';
import type { Finding } from '../rule.ts';
import type { Sources } from '../sources.ts';
import { type Fingerprint, fingerprintOf, keyOf, type NameOf } from './fingerprint.ts';

/** The findings that were there when somebody started to look: only others count. */
interface Baseline {
  readonly known: readonly (Fingerprint & { readonly count: number })[];
}

/** The findings that count, those that are in the baseline, and how many of the baseline are gone. */
interface Compared {
  readonly fresh: readonly Finding[];
  readonly known: readonly Finding[];
  readonly goneCount: number;
}

interface Texts {
  readonly sources: Sources;
  readonly nameOf: NameOf;
}

/** Splits the findings: each entry of the baseline stands for as many as it has counted. */
export function againstBaseline(
  findings: readonly Finding[],
  { known }: Baseline,
  texts: Texts,
): Compared {
  const left = new Map(known.map((one) => [keyOf(one), one.count]));
  const isKnown = findings.map((finding) => {
    const key = keyOf(fingerprintOf(finding, texts));
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count > 0;
  });
  return {
    fresh: findings.filter((_, index) => !isKnown[index]),
    known: findings.filter((_, index) => isKnown[index]),
    goneCount: [...left.values()].reduce((sum, count) => sum + count, 0),
  };
}

/** The text of a baseline with these findings, in an order that makes small differences small. */
export function writeBaseline(findings: readonly Finding[], texts: Texts): string {
  const counts = new Map<string, Fingerprint & { count: number }>();
  for (const finding of findings) {
    const print = fingerprintOf(finding, texts);
    const key = keyOf(print);
    counts.set(key, { ...print, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  const lines = sorted.map((one) => `    ${JSON.stringify(one)}`).join(',\n');
  return `{\n  "soak-baseline": ${FORMAT},\n  "findings": [${lines === '' ? '' : `\n${lines}\n  `}]\n}\n`;
}

/** Raised when an old file can no longer be read. */
const FORMAT = 1;

export function readBaseline(text: string, file: string): Result<Baseline> {
  const at = { file, line: 1, column: 1 };
  let root: Field;
  try {
    root = readJson(text, file);
  } catch (error) {
    const message = `Cannot read the baseline: ${String(error).slice(0, 200)}`;
    return failed([{ at, message, hint: HINT }]);
  }
  if (root.get('soak-baseline').value !== FORMAT)
    return failed([{ at, message: 'Cannot read this as a baseline of soak check', hint: HINT }]);
  const read = root.get('findings').items().map(entryOf);
  const problems = read.flatMap((one) => ('message' in one ? [one] : []));
  if (problems.length > 0) return failed(problems);
  return ok({ known: read.flatMap((one) => ('message' in one ? [] : [one])) });
}

const HINT = '--write-baseline writes it anew';

function entryOf(field: Field): (Fingerprint & { count: number }) | Problem {
  const [rule, file, object, line] = ['rule', 'file', 'object', 'line'].map(
    (key) => field.get(key).string,
  );
  const count = field.get('count').number ?? 1;
  if (rule === undefined || file === undefined || object === undefined || line === undefined)
    return {
      at: field.at,
      message: 'Cannot read an entry of the baseline: it needs rule, file, object and line',
      hint: HINT,
    };
  return { rule, file, object, line, count };
}
