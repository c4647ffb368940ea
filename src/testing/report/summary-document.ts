import { z } from 'zod';
import { SUMMARY_FORMAT, summarySchema } from '../../analysis/summary/summary-schema.ts';

/** The text of `schema/summary.schema.json`: fields that it does not name are allowed, so that it may grow. */
export function summarySchemaText(): string {
  return `${JSON.stringify({ ...jsonSchema(), title: 'soak summary.json' }, null, 2)}\n`;
}

/** The text of `docs/summary.md`: every field of `summary.json`, from the same schema. */
export function summaryDocument(): string {
  const rows = fieldsOf(jsonSchema(), '').map(({ path, type, meaning }) => [
    `\`${path}\``,
    type,
    meaning,
  ]);
  return `${[...INTRODUCTION, ...table(['field', 'type', 'meaning'], rows)].join('\n')}\n`;
}

const INTRODUCTION = [
  '# `summary.json`',
  '',
  'A run in numbers, for other programs: written into the folder of every run, and printed by `soak report RUN --format json`. Its JSON Schema is',
  '`schema/summary.schema.json`. Times are milliseconds of the run unless they say otherwise. Fields are added without notice; when one changes its',
  'meaning or goes, `format` grows.',
  '',
  `This is format ${SUMMARY_FORMAT}. Since format 1:`,
  '',
  '- `promises` became `limits`, and its `verdict` became `outcome`: `kept` is `holds`, `overdue` is `not-enforced`. A limit is not enforced only',
  '  when connections proved to be alive after it was due.',
  '- `events[].recovery` counts the drops that the explanation gives to the event, no longer all drops after it; `possible` says for how many the',
  '  event is one of several possible causes.',
  '',
  'The journals of earlier versions give a summary of this format.',
  '',
];

/** The part of a JSON Schema (draft 7) that the summary's has. */
interface Node {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

function jsonSchema(): Node {
  // What zod makes of this schema has these fields; a test holds the published file against it.
  return z.toJSONSchema(summarySchema, { target: 'draft-7', io: 'input' }) as Node;
}

interface Field {
  readonly path: string;
  readonly type: string;
  readonly meaning: string;
}

function fieldsOf(node: Node, prefix: string): readonly Field[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const path = `${prefix}${name}`;
    const inner = withoutNull(child);
    const list = inner.items !== undefined;
    const of = inner.items ?? inner;
    const field = {
      path: list ? `${path}[]` : path,
      type: typeOf(child),
      meaning: child.description ?? '',
    };
    return [field, ...fieldsOf(of, `${field.path}.`), ...variantsOf(of, field.path)];
  });
}

/** A union of objects: the fields of each kind. */
function variantsOf(node: Node, path: string): readonly Field[] {
  return (node.oneOf ?? []).flatMap((variant) => {
    const { kind, ...properties } = variant.properties ?? {};
    return fieldsOf({ properties }, `${path}(${String(kind?.const)}).`);
  });
}

function withoutNull(node: Node): Node {
  return node.anyOf?.find(({ type }) => type !== 'null') ?? node;
}

function typeOf(node: Node): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum !== undefined) return node.enum.map(String).join(', ');
  if (node.oneOf !== undefined)
    return node.oneOf.map(({ properties }) => String(properties?.kind?.const)).join(', ');
  if (node.anyOf !== undefined) return node.anyOf.map(typeOf).join(' or ');
  if (node.items !== undefined) return `list of ${typeOf(node.items)}`;
  return [node.type ?? []].flat().join(' or ');
}

function table(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const widths = columns.map((_, index) =>
    Math.max(...[columns, ...rows].map((cells) => cells[index]!.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index]!)).join(' | ')} |`;
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
