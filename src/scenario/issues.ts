import { z } from 'zod';
import { closest } from '../base/closest.ts';
import type { Problem } from '../base/problem.ts';
import { scenarioSchema } from './schema.ts';
import type { SourceText, Step } from './source-text.ts';

type Issue = z.core.$ZodIssue;

interface Context {
  readonly source: SourceText;
  readonly value: unknown;
}

/** What a zod issue means to the writer of the file, at the place where it stands. */
export function explainIssue(issue: Issue, { source, value }: Context): readonly Problem[] {
  const path = issue.path as Step[];
  const name = path.length === 0 ? 'the scenario' : path.join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const at = source.at([...path, key], { key: true });
        return source.problem(at, `Unknown key "${key}" in ${name}`, keyHint(key, path));
      });
    case 'invalid_union':
      return unionProblems(issue, { source, value });
    case 'invalid_value':
      return [
        source.problem(
          source.at(path),
          `Cannot read ${name}: ${found(value, path)}`,
          valueHint(issue.values.map(String), valueAt(value, path)),
        ),
      ];
    default:
      return [
        source.problem(
          source.at(path),
          `Cannot read ${name}: ${wordsOf(issue, value, path)}`,
          missingHint(value, path),
        ),
      ];
  }
}

/** Of several forms the one that came furthest: its first issue is what the writer meant. */
function unionProblems(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  { source, value }: Context,
): readonly Problem[] {
  const path = issue.path as Step[];
  const nested = issue.errors.filter((issues) =>
    issues.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
  );
  const best = nested[0];
  if (best === undefined) {
    const name = path.join('.');
    const text =
      issue.message === 'Invalid input'
        ? found(value, path)
        : `${found(value, path)}, ${issue.message}`;
    return [source.problem(source.at(path), `Cannot read ${name}: ${text}`)];
  }
  return best.flatMap((inner) =>
    explainIssue({ ...inner, path: [...path, ...inner.path] }, { source, value }),
  );
}

function wordsOf(issue: Issue, value: unknown, path: readonly Step[]): string {
  if (issue.code === 'custom') return issue.message;
  const message = issue.message.replace(/^Invalid input: /, '');
  return `${message}; ${found(value, path)}`;
}

/** `found 30 (a number)`, `nothing is written`. */
function found(value: unknown, path: readonly Step[]): string {
  const item = valueAt(value, path);
  if (item === undefined) return 'nothing is written';
  if (item === null) return 'nothing stands there';
  if (typeof item === 'object') return `found ${Array.isArray(item) ? 'a list' : 'a map'}`;
  return `found ${JSON.stringify(item).slice(0, 60)}${typeof item === 'string' ? '' : ` (a ${typeof item})`}`;
}

function valueAt(value: unknown, path: readonly Step[]): unknown {
  let item = value;
  for (const step of path) {
    if (typeof item !== 'object' || item === null) return undefined;
    item = (item as Record<Step, unknown>)[step];
  }
  return item;
}

function missingHint(value: unknown, path: readonly Step[]): string | undefined {
  return valueAt(value, path) === undefined ? `add ${path.at(-1)}: …` : undefined;
}

function valueHint(values: readonly string[], written: unknown): string {
  const meant = typeof written === 'string' ? closest(written, values) : undefined;
  return meant === undefined ? `one of ${values.join(', ')}` : `did you mean ${meant}?`;
}

function keyHint(key: string, path: readonly Step[]): string {
  const known = keysAt(path);
  const meant = closest(key, known);
  if (meant !== undefined) return `did you mean ${meant}?`;
  return known.length === 0 ? 'take it out' : `known here: ${known.join(', ')}`;
}

/** The keys that the schema knows at a place of the file. */
function keysAt(path: readonly Step[]): readonly string[] {
  let schemas: readonly z.core.$ZodType[] = [scenarioSchema];
  for (const step of path) schemas = schemas.flatMap((schema) => childrenOf(schema, step));
  return [
    ...new Set(
      schemas.flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : [])),
    ),
  ];
}

function childrenOf(schema: z.core.$ZodType, step: Step): readonly z.core.$ZodType[] {
  const open = unwrapped(schema);
  return open.flatMap((one) => {
    if (one instanceof z.ZodObject) {
      const child = (one.shape as Record<string, z.core.$ZodType>)[String(step)];
      return child === undefined ? [] : unwrapped(child);
    }
    if (one instanceof z.ZodRecord) return unwrapped(one.valueType);
    if (one instanceof z.ZodArray) return unwrapped(one.element);
    return [];
  });
}

/** Behind "optional" and "one of" and transformations. */
function unwrapped(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => unwrapped(option));
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in);
  return [schema];
}
