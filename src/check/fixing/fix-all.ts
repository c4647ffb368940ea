import type { Checked } from '../check.ts';
import type { Edit } from '../fix.ts';
import type { Finding } from '../rule.ts';
import type { SourceFile } from '../subject.ts';
import { EditedText } from './edited-text.ts';

/** A fix may make room for another; each round makes at least one finding go away. */
const ROUNDS_MAX = 50;

/** What the fixes made of the files. */
export interface Fixed {
  readonly files: readonly FixedFile[];
  /** The check of the texts with the fixes made. */
  readonly checked: Checked;
  /** Findings whose change would have done harm, or did not make them go away: it was not made. */
  readonly refused: readonly Finding[];
}

interface FixedFile extends SourceFile {
  readonly diff: string;
}

interface Options {
  /** Files that may be changed: not standard input, and not what a cluster said. */
  readonly isFile: (file: string) => boolean;
  check(files: readonly SourceFile[]): Checked;
}

/**
 * Makes the changes that findings propose, until none is left. A change that makes a text unreadable, loses an
 * object, adds an error or leaves its finding where it is, is taken back.
 */
export function fixAll(files: readonly SourceFile[], { isFile, check }: Options): Fixed {
  let texts = new Map(files.map(({ file, text }) => [file, EditedText.of(text)]));
  const read = () => files.map(({ file }) => ({ file, text: texts.get(file)!.text }));
  let checked = check(files);
  const refused = new Map<string, Finding>();
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const open = checked.findings.filter(
      (finding) => !refused.has(keyOf(finding)) && editsOf(finding, isFile).length > 0,
    );
    const [first] = open;
    if (first === undefined) break;
    // All at once, and one by one only where that does harm: most files need a single round.
    const batch = [open, [first]].find((findings) => {
      const next = edited(texts, findings, isFile);
      const after = check(files.map(({ file }) => ({ file, text: next.get(file)!.text })));
      if (!isBetter(checked, after, findings)) return false;
      texts = next;
      checked = after;
      return true;
    });
    if (batch === undefined) refused.set(keyOf(first), first);
  }
  const after = read();
  return {
    files: after.flatMap((one) => {
      const text = texts.get(one.file)!;
      return text.isChanged ? [{ ...one, diff: text.diff(one.file) }] : [];
    }),
    checked,
    refused: [...refused.values()],
  };
}

function editsOf({ fix }: Finding, isFile: Options['isFile']): readonly Edit[] {
  const edits = fix?.edits ?? [];
  return edits.every(({ file }) => isFile(file)) ? edits : [];
}

function edited(
  texts: ReadonlyMap<string, EditedText>,
  findings: readonly Finding[],
  isFile: Options['isFile'],
): Map<string, EditedText> {
  const edits = findings.flatMap((finding) => editsOf(finding, isFile));
  return new Map(
    [...texts].map(([file, text]) => [file, text.with(edits.filter((edit) => edit.file === file))]),
  );
}

/** Nothing is lost, no error is new, and at least one of the findings is gone. */
function isBetter(before: Checked, after: Checked, findings: readonly Finding[]): boolean {
  const left = countsOf(after.findings);
  const had = countsOf(before.findings);
  const isGone = findings.some((one) => (left.get(kindOf(one)) ?? 0) < (had.get(kindOf(one)) ?? 0));
  const isNewError = after.findings.some(
    (one) => one.severity === 'error' && (left.get(kindOf(one)) ?? 0) > (had.get(kindOf(one)) ?? 0),
  );
  return (
    isGone &&
    !isNewError &&
    after.problems.length <= before.problems.length &&
    keepsObjects(before, after)
  );
}

function keepsObjects(before: Checked, after: Checked): boolean {
  const [had, left] = [before, after].map(({ subject }) => subject.world.inventory.size);
  return had === left;
}

/** Lines move, so a finding is recognized by its rule and object. */
function kindOf({ rule, object }: Finding): string {
  return JSON.stringify([rule, object]);
}

function keyOf(finding: Finding): string {
  const { fix, at } = finding;
  return JSON.stringify([
    kindOf(finding),
    at.file,
    fix?.edits.map(({ added, removed }) => [added, removed]),
  ]);
}

function countsOf(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const kind = kindOf(finding);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
