import type { Position, Problem } from '../base/problem.ts';
import { readManifestFiles } from '../manifests/read.ts';
import type { Finding, Found, Rule, Severity } from './rule.ts';
import { RULES } from './rules/all.ts';
import { joinSubjects, type Plan, type SourceFile, type Subject, subjectsOf } from './subject.ts';
import { covers, type Suppression, suppressionsIn } from './suppressing/suppressions.ts';

/** What a check found, and what it could not read. */
export interface Checked {
  readonly findings: readonly Finding[];
  /** Findings that do not count, because somebody accepted them. */
  readonly accepted: readonly AcceptedFinding[];
  /** With a baseline: how many of its findings are no longer found. */
  readonly baseline?: { readonly goneCount: number };
  /** Texts that could not be read; everything else was checked. */
  readonly problems: readonly Problem[];
  readonly subject: Subject;
}

interface CheckOptions {
  /** The scenario to run; its own text is among the files of `plan`. */
  readonly plan?: Plan | undefined;
  readonly rules?: RuleChoice;
  /** Texts that are not manifests but that findings may point into. */
  readonly alsoPrinted?: readonly SourceFile[];
}

/** Which rules are asked, and how much their findings weigh. All of them, with their own severity, when empty. */
export interface RuleChoice {
  readonly ignore?: readonly string[];
  /** Only these; all when absent. */
  readonly only?: readonly string[];
  readonly severities?: ReadonlyMap<string, Severity>;
}

/** A finding that does not count, and why. */
export interface AcceptedFinding extends Finding {
  readonly accepted:
    | { readonly kind: 'in-source'; readonly reason: string; readonly at: Position }
    | { readonly kind: 'baseline' };
}

/** Checks manifests, and a scenario if there is one, against every rule. */
export function checkManifests(files: readonly SourceFile[], options: CheckOptions = {}): Checked {
  const { plan, rules = {}, alsoPrinted = [] } = options;
  const manifests = readManifestFiles(files);
  const printed = [...files, ...alsoPrinted];
  const subjects = subjectsOf(manifests, { files: printed, plan });
  const subject = joinSubjects(subjects);
  const chosen = RULES.filter((rule) => isChosen(rule, rules));
  const found = distinct(
    subjects.flatMap((one) =>
      chosen.flatMap((rule) =>
        findingsOf(rule, { subject: one, severity: rules.severities?.get(rule.id) }),
      ),
    ),
  );
  const suppressions = suppressionsIn({
    objects: manifests.objects,
    sources: subject.sources,
    files: printed.map(({ file }) => file),
    rules: new Set(RULES.map(({ id }) => id)),
  });
  const sorted = found.sort(byWeight).map((finding) => ({
    finding,
    accepted: suppressions.accepted.find((one) => covers(one, finding)),
  }));
  return {
    findings: sorted.flatMap(({ finding, accepted }) => (accepted === undefined ? [finding] : [])),
    accepted: sorted.flatMap(({ finding, accepted }) =>
      accepted === undefined ? [] : [acceptedBy(accepted, finding)],
    ),
    problems: manifests.problems,
    subject: { ...subject, notes: [...subject.notes, ...suppressions.notes] },
  };
}

/** What sets of objects share is found in each of them. */
function distinct(findings: readonly Finding[]): Finding[] {
  const byPlace = new Map(
    findings.map((one) => [JSON.stringify([one.rule, one.at, one.object, one.message]), one]),
  );
  return [...byPlace.values()];
}

function acceptedBy({ reason, at }: Suppression, finding: Finding): AcceptedFinding {
  return { ...finding, accepted: { kind: 'in-source', reason, at } };
}

function isChosen({ id }: Rule, { ignore = [], only }: RuleChoice): boolean {
  return !ignore.includes(id) && only?.includes(id) !== false;
}

function findingsOf(
  rule: Rule,
  { subject, severity }: { subject: Subject; severity: Severity | undefined },
): readonly Finding[] {
  return [...rule.check(subject)].map((found) => ({
    ...found,
    ...capped(found, rule),
    rule: rule.id,
    severity: severity ?? found.severity ?? rule.severity,
    isVerified: rule.verified !== 'unverified',
  }));
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
