import type { z } from 'zod';
import { quoted } from '../../base/units.ts';
import { type Findings, hintFor, PROBLEMS_MAX } from './findings.ts';
import type { Step } from './source-text.ts';

type Issue = z.core.$ZodIssue;

/** Turns what zod found into the user's words, at its position. */
export function addIssue(
  issue: Issue,
  { value, findings }: { readonly value: unknown; readonly findings: Findings },
): void {
  if (findings.isFull) return;
  const path = issue.path as Step[];
  const found = valueAt(value, path);
  const place = placeOf(path);
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys.slice(0, PROBLEMS_MAX))
      addUnknownKey(key, { issue, path, findings });
    return;
  }
  if (found === undefined) {
    const key = path.at(-1) ?? '';
    const hint = hintOf(issue) ?? wordsOf(issue);
    findings.addAtKey(path.slice(0, -1), `${placeOf(path.slice(0, -1))} needs ${key}`, hint);
    return;
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    addUnionIssue(issue, { value, findings });
    return;
  }
  const { message, hint } = explain(issue, found);
  findings.add(path, `Cannot use ${place}: ${found === null ? 'it is empty' : message}`, hint);
}

function addUnknownKey(
  key: string,
  {
    issue,
    path,
    findings,
  }: { readonly issue: Issue; readonly path: readonly Step[]; readonly findings: Findings },
): void {
  // The message of such an issue is the list of known keys: see `strict` in shapes.ts.
  const known = issue.message.split('\n');
  const where = path.length === 0 ? 'a scenario' : placeOf(path);
  findings.addAtKey([...path, key], `Unknown key ${quoted(key)} in ${where}`, hintFor(key, known));
}

/** Of several forms, the one with the shape of what was written is the intended one. */
function addUnionIssue(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  { value, findings }: { readonly value: unknown; readonly findings: Findings },
): void {
  const path = issue.path as Step[];
  const meant = issue.errors.find((issues) => !issues.some((inner) => isOfAnotherShape(inner)));
  if (meant !== undefined) {
    for (const inner of meant)
      addIssue({ ...inner, path: [...path, ...inner.path] }, { value, findings });
    return;
  }
  const found = valueAt(value, path);
  const forms = issue.errors.flatMap((issues) => issues.slice(0, 1).map((one) => wordsOf(one)));
  const words = issue.errors
    .flat()
    .flatMap((one) => (one.code === 'invalid_value' ? one.values : []));
  const isWord = typeof found === 'string' && words.length > 0;
  const message = `Cannot use ${placeOf(path)}: ${found === null ? 'it is empty' : `found ${nounOf(found)}`}`;
  findings.add(path, message, isWord ? hintFor(found, words.map(String)) : forms.join(', or '));
}

function isOfAnotherShape({ path, code }: Issue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

function explain(issue: Issue, found: unknown): { message: string; hint: string } {
  switch (issue.code) {
    case 'custom':
      return { message: issue.message, hint: hintOf(issue) ?? 'see soak schema' };
    case 'invalid_value': {
      const words = issue.values.map(String);
      const isChoice = typeof found === 'string' && words.length > 1;
      const hint = isChoice ? hintFor(found, words) : wordsOf(issue);
      return { message: `found ${nounOf(found)}`, hint };
    }
    case 'invalid_union': {
      const { options = [] } = issue as { readonly options?: readonly unknown[] };
      const hint = hintFor(typeof found === 'string' ? found : '', options.map(String));
      return { message: `${nounOf(found)} is not a known kind`, hint };
    }
    case 'too_small':
    case 'too_big': {
      const bound =
        issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
      return { message: `found ${nounOf(found)}`, hint: `${bound} entries` };
    }
    default:
      return { message: `found ${nounOf(found)}`, hint: wordsOf(issue) };
  }
}

/** What would be valid, as far as zod says. */
function wordsOf(issue: Issue): string {
  switch (issue.code) {
    case 'custom':
      return hintOf(issue) ?? issue.message;
    case 'invalid_type':
      return TYPES[issue.expected] ?? `a ${issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `it is always ${String(issue.values[0])}`
        : `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union': {
      const { options = [] } = issue as { readonly options?: readonly unknown[] };
      return hintFor('', options.map(String));
    }
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a map of keys, such as key: value',
  record: 'a map of keys, such as key: value',
  array: 'a list: lines that start with "- "',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
};

function hintOf(issue: Issue): string | undefined {
  const hint: unknown = issue.code === 'custom' ? issue.params?.hint : undefined;
  return typeof hint === 'string' ? hint : undefined;
}

/** `targets.tcp-80.heartbeat.every`, `path[2].kind`. */
function placeOf(path: readonly Step[]): string {
  if (path.length === 0) return 'The scenario';
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
    .slice(0, 120);
}

function nounOf(found: unknown): string {
  if (Array.isArray(found)) return 'a list';
  if (typeof found === 'object' && found !== null) return 'a map';
  return typeof found === 'string' ? quoted(found) : String(found);
}

function valueAt(value: unknown, path: readonly Step[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step))
      return undefined;
    found = (found as Readonly<Record<Step, unknown>>)[step];
  }
  return found;
}
