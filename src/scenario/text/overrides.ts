import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  Scalar,
  YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Problem } from '../../base/problem.ts';
import { parseCount, quoted } from '../../base/units.ts';
import { plainValue } from './plain-value.ts';
import { MASK } from './redact.ts';
import type { Surroundings } from './references.ts';
import { withLiteralSecretsHidden } from './secrets.ts';
import type { SourceText } from './source-text.ts';

/** What the command line sets in a scenario. */
export interface Overrides {
  readonly sets?: readonly SetKey[];
  /** So many connections in all, divided among the targets as the file divides them. */
  readonly connections?: number;
}

/** One key. */
interface SetKey {
  /** What it was given with: `--set`. */
  readonly option: string;
  /** `targets.wss-443.connections=20k`: a key, and its value as YAML. */
  readonly written: string;
}

const EXAMPLE = 'KEY=VALUE, such as targets.tcp-80.connections=20k or load.hold=10m';

/** Changes the document as the command line says; a value then has its position there. Problems are what cannot be set. */
export function override(source: SourceText, options: Overrides & Surroundings): Problem[] {
  const { sets = [], connections } = options;
  const problems = sets.flatMap((one) => setOne(source, one));
  if (problems.length > 0 || connections === undefined) return problems;
  for (const [name, share] of shares(source, options))
    problems.push(
      ...setOne(source, {
        option: '--connections',
        written: `targets.${name}.connections=${share}`,
      }),
    );
  return problems;
}

function setOne(source: SourceText, { option, written }: SetKey): Problem[] {
  const split = written.indexOf('=');
  const shown = shownOf(written);
  const at = { file: `${option} ${shown.slice(0, Math.max(0, split))}`, line: 1, column: 1 };
  const refuse = (message: string, hint: string) => [{ at, message, hint, sourceLine: shown }];
  const keys = written.slice(0, Math.max(0, split)).split('.');
  if (split < 0 || keys.includes(''))
    return refuse(`Cannot read ${option} ${quoted(shown)}`, EXAMPLE);
  const value = parseDocument(written.slice(split + 1), { version: '1.2' });
  if (value.errors.length > 0 || value.contents === null)
    return refuse(`Cannot read the value of ${option} ${quoted(shown)}`, 'a value as in YAML');
  if (!isMap(source.document.contents)) return [];
  const problem = place(source.document, { keys, value: value.contents });
  if (problem !== undefined) return refuse(`Cannot set ${quoted(shown)}: ${problem}`, EXAMPLE);
  source.adopt(value.contents, { at: { ...at, column: split + 2 }, line: shown });
  return [];
}

/** The text of a scenario as it is kept: with what the command line set, in comments at its end. */
export function withOverrides(text: string, { sets = [], connections }: Overrides): string {
  const set = sets.map(({ written }) => `# ${shownOf(written)}\n`);
  const total = connections === undefined ? [] : [`# --connections ${connections}\n`];
  const lines = [...set, ...total].join('');
  return lines === ''
    ? text
    : `${text.replace(/\n?$/, '\n')}\n# Set on the command line:\n${lines}`;
}

/** As it may be shown and kept: without the value where the key is one of a secret. */
function shownOf(written: string): string {
  const [, key = '', value = ''] = /^(?:.*\.)?([^.=]*)=(.*)$/s.exec(written) ?? [];
  const line = `${key}: ${value}`;
  const isSecret = withLiteralSecretsHidden(line) !== line;
  return isSecret ? written.slice(0, written.indexOf('=') + 1) + MASK : written;
}

interface Placing {
  readonly keys: readonly string[];
  readonly value: unknown;
}

/** Puts the value at its place; the reason, where there is no such place. */
function place(document: Document, { keys, value }: Placing): string | undefined {
  let node = document.contents as Node;
  let rest = keys;
  for (;;) {
    const step = stepInto(node, rest);
    if (step === undefined)
      return `there is no ${keys.slice(0, keys.length - rest.length + 1).join('.')}`;
    rest = step.rest;
    if (rest.length === 0) {
      step.set(value);
      return undefined;
    }
    node = ownNode(step.child, document);
    step.set(node);
    if (!isMap(node) && !isSeq(node))
      return `${keys.slice(0, keys.length - rest.length).join('.')} is not a map`;
  }
}

interface StepInto {
  readonly child: unknown;
  readonly rest: readonly string[];
  set(value: unknown): void;
}

/** One step down; a name with dots in it is found as such. */
function stepInto(node: Node, keys: readonly string[]): StepInto | undefined {
  if (isSeq(node)) return stepIntoList(node, keys);
  const map = node as YAMLMap;
  for (let length = keys.length; length > 0; length -= 1) {
    const name = keys.slice(0, length).join('.');
    const pair = map.items.find(({ key }) => isScalar(key) && String(key.value) === name);
    if (pair === undefined) continue;
    return { child: pair.value, rest: keys.slice(length), set: (value) => (pair.value = value) };
  }
  const [name, ...rest] = keys;
  const add = (value: unknown) => void map.set(new Scalar(name), value);
  return { child: undefined, rest, set: add };
}

/** An item of a list: by its number from 0, or by its name (`path.slb`). */
function stepIntoList(list: YAMLSeq, [name, ...rest]: readonly string[]): StepInto | undefined {
  const named = list.items.findIndex(
    (item) => isMap(item) && isScalar(item.items[0]?.value) && item.items[0].value.value === name,
  );
  const index = named >= 0 ? named : /^\d+$/.test(name ?? '') ? Number(name) : -1;
  if (index < 0 || index >= list.items.length) return undefined;
  return { child: list.items[index], rest, set: (value) => (list.items[index] = value) };
}

/** A node that nothing else shares: an alias becomes a copy of what it repeats. */
function ownNode(child: unknown, document: Document): Node {
  if (isAlias(child)) return child.resolve(document)?.clone() as Node;
  const isEmpty =
    child === undefined || child === null || (isScalar(child) && child.value === null);
  return isEmpty ? new YAMLMap() : (child as Node);
}

/** Largest remainders: the shares add up to the total, and each target keeps at least one. */
function shares(
  source: SourceText,
  { connections: total = 0, ...surroundings }: Overrides & Surroundings,
): readonly (readonly [string, number])[] {
  // Merged keys and references count as well.
  const { targets } = Object(plainValue(source, surroundings).value) as { targets?: unknown };
  const counts = Object.entries(Object(targets)).map(([name, target]) => {
    const read = parseCount((Object(target) as { connections?: unknown }).connections ?? 1);
    return [name, read.ok ? read.value : 0] as const;
  });
  const sum = counts.reduce((all, [, count]) => all + count, 0);
  if (sum === 0) return [];
  const exact = counts.map(([name, count]) => ({ name, exact: (count * total) / sum }));
  const byRemainder = [...exact].sort((a, b) => (b.exact % 1) - (a.exact % 1));
  const missing = total - exact.reduce((all, one) => all + Math.floor(one.exact), 0);
  const raised = new Set(byRemainder.slice(0, Math.round(missing)).map(({ name }) => name));
  return exact.map((one) => [
    one.name,
    Math.max(1, Math.floor(one.exact) + (raised.has(one.name) ? 1 : 0)),
  ]);
}
