import type { Problem } from '../base/problem.ts';
import { readManifestFiles } from '../manifests/read.ts';
import type { Finding, Found, Rule, Severity } from './rule.ts';
import { RULES } from './rules/all.ts';
import { type Plan, type SourceFile, type Subject, subjectOf } from './subject.ts';

/** What a check found, and what it could not read. */
export interface Checked {
  readonly findings: readonly Finding[];
  /** Texts that could not be read; everything else was checked. */
  readonly problems: readonly Problem[];
  readonly subject: Subject;
}

interface CheckOptions {
  /** The scenario to run; its own text is among the files of `plan`. */
  readonly plan?: Plan | undefined;
  /** Ids of rules to skip. */
  readonly ignore?: readonly string[];
  /** Texts that are not manifests but that findings may point into. */
  readonly alsoPrinted?: readonly SourceFile[];
}

/** Checks manifests, and a scenario if there is one, against every rule. */
export function checkManifests(files: readonly SourceFile[], options: CheckOptions = {}): Checked {
  const { plan, ignore = [], alsoPrinted = [] } = options;
  const manifests = readManifestFiles(files);
  const subject = subjectOf(manifests, { files: [...files, ...alsoPrinted], plan });
  const findings = RULES.filter(({ id }) => !ignore.includes(id)).flatMap((rule) =>
    [...rule.check(subject)].map((found) => ({
      ...found,
      ...capped(found, rule),
      rule: rule.id,
      severity: found.severity ?? rule.severity,
      isVerified: rule.verified !== 'unverified',
    })),
  );
  return { findings: findings.sort(byWeight), problems: manifests.problems, subject };
}

/** A value quoted from a manifest may be a whole certificate; a report needs only the start. */
const QUOTE_LENGTH_MAX = 600;

function capped(
  { message, object, written }: Found,
  { verified }: Rule,
): Pick<Found, 'message' | 'object' | 'written'> {
  // Part of the message itself, because every format shows the message.
  const doubt = verified === 'unverified' ? ' (not verified)' : '';
  return {
    message: cap(message) + doubt,
    object: cap(object),
    ...(written === undefined ? {} : { written: cap(written) }),
  };
}

function cap(text: string): string {
  return text.length > QUOTE_LENGTH_MAX ? `${text.slice(0, QUOTE_LENGTH_MAX)}…` : text;
}

const WEIGHT: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** True when the findings are bad enough for an exit code of 1. */
export function fails(findings: readonly Finding[], failOn: Severity): boolean {
  return findings.some(({ severity }) => WEIGHT[severity] <= WEIGHT[failOn]);
}

function byWeight(a: Finding, b: Finding): number {
  return (
    WEIGHT[a.severity] - WEIGHT[b.severity] ||
    compare(a.at.file, b.at.file) ||
    a.at.line - b.at.line ||
    a.at.column - b.at.column ||
    compare(a.rule, b.rule)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
