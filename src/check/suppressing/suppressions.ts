import { closest } from '../../base/closest.ts';
import type { Position } from '../../base/problem.ts';
import { annotationsOf, type ManifestObject, type Note } from '../../objects/object.ts';
import type { Finding } from '../rule.ts';
import type { Sources } from '../sources.ts';

/**
 * A finding that somebody accepted, with a reason, where it is found:
 *
 *     soak/ignore.NGX-RETIRED: moving in March          an annotation: for the object
 *     # soak-ignore NGX-RETIRED: moving in March        a comment: for its line, or for the line below
 *
 * A comment above the first line of an object is for the object.
 */
export interface Suppression {
  readonly rule: string;
  readonly reason: string;
  readonly at: Position;
  readonly lines: Lines;
}

/** What it covers, both ends included. */
interface Lines {
  readonly from: number;
  readonly to: number;
}

interface Suppressions {
  readonly accepted: readonly Suppression[];
  /** Those without a reason, or of a rule that does not exist: they have no effect. */
  readonly notes: readonly Note[];
}

/** True when it is meant for this finding. */
export function covers({ rule, at, lines }: Suppression, finding: Finding): boolean {
  const { line, file } = finding.at;
  return finding.rule === rule && file === at.file && lines.from <= line && line <= lines.to;
}

interface Given {
  readonly objects: readonly ManifestObject[];
  readonly sources: Sources;
  readonly files: readonly string[];
  readonly rules: ReadonlySet<string>;
}

/** Everything that is accepted in these texts. */
export function suppressionsIn({ objects, sources, files, rules }: Given): Suppressions {
  const extents = new Extents(objects);
  const found = [
    ...objects.flatMap((object) => annotationsIn(object, extents)),
    ...files.flatMap((file) => commentsIn(file, { sources, extents })),
  ];
  const faulty = found.flatMap((one) => noteOn(one, rules));
  const isFaulty = new Set(faulty.map(({ one }) => one));
  return {
    accepted: found.filter((one) => !isFaulty.has(one)),
    notes: faulty.map(({ note }) => note),
  };
}

const PREFIX = 'soak/ignore.';

function annotationsIn(object: ManifestObject, extents: Extents): readonly Suppression[] {
  return [...annotationsOf(object)]
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, field]) => ({
      rule: key.slice(PREFIX.length).toUpperCase(),
      reason: (field.text ?? '').trim(),
      at: field.keyAt,
      lines: extents.startingAt(object.at),
    }));
}

const WORD = 'soak-ignore';

/** `# soak-ignore RULE, RULE: reason`. */
const COMMENT = /(?:^|\s)#\s*soak-ignore\s+([\w-]+(?:\s*,\s*[\w-]+)*)\s*(?::\s*(.*?)\s*)?$/;

function commentsIn(
  file: string,
  { sources, extents }: { sources: Sources; extents: Extents },
): readonly Suppression[] {
  // A text of megabytes is not split for nothing.
  if (!sources.has(file, WORD)) return [];
  const lines = sources.lines(file);
  return lines.flatMap((text, index) => {
    const match = text.includes(WORD) ? COMMENT.exec(text) : null;
    if (match === null) return [];
    const [, rules = '', reason = ''] = match;
    const isAlone = /^\s*#/.test(text);
    const line = isAlone ? lineBelow(lines, index) : index + 1;
    return rules.split(',').map((rule) => ({
      rule: rule.trim().toUpperCase(),
      reason,
      at: { file, line: index + 1, column: text.indexOf('#') + 1 },
      lines: extents.startingAt({ file, line }),
    }));
  });
}

/** The next line that is neither a comment, nor empty, nor the start of a document. */
function lineBelow(lines: readonly string[], index: number): number {
  const after = lines.findIndex(
    (text, other) => other > index && !/^\s*(?:#.*|---.*)?$/.test(text),
  );
  return after === -1 ? index + 1 : after + 1;
}

function noteOn(
  one: Suppression,
  rules: ReadonlySet<string>,
): readonly { readonly one: Suppression; readonly note: Note }[] {
  const { rule, reason, at } = one;
  if (!rules.has(rule)) {
    const meant = closest(rule, rules);
    const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
    return [{ one, note: { at, message: `Cannot ignore ${rule}: there is no such rule${hint}` } }];
  }
  if (reason !== '') return [];
  const message = `Cannot ignore ${rule} without a reason: write why it is accepted after the rule`;
  return [{ one, note: { at, message } }];
}

/** From which line to which an object goes: up to the next object of its file. */
class Extents {
  readonly #starts = new Map<string, readonly number[]>();

  constructor(objects: readonly ManifestObject[]) {
    const byFile = new Map<string, Set<number>>();
    for (const { at } of objects) {
      const known = byFile.get(at.file) ?? new Set();
      byFile.set(at.file, known.add(at.line));
    }
    for (const [file, lines] of byFile)
      this.#starts.set(
        file,
        [...lines].sort((a, b) => a - b),
      );
  }

  /** The object that starts at this line, or the line alone. */
  startingAt({ file, line }: { readonly file: string; readonly line: number }): Lines {
    const starts = this.#starts.get(file) ?? [];
    if (!starts.includes(line)) return { from: line, to: line };
    const next = starts.find((other) => other > line);
    return { from: line, to: (next ?? Number.POSITIVE_INFINITY) - 1 };
  }
}
