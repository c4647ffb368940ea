import { hashOf } from '../../base/hash.ts';
import type { Position, Problem } from '../../base/problem.ts';
import { readingLine } from '../../path/reading.ts';
import { fingerprintOf, keyOf } from '../baseline/fingerprint.ts';
import type { AcceptedFinding } from '../check.ts';
import type { Edit } from '../fix.ts';
import type { Finding, Rule, Severity } from '../rule.ts';
import { RULES } from '../rules/all.ts';
import type { Sources } from '../sources.ts';
import type { Format } from './format.ts';

const LEVEL = { error: 'error', warning: 'warning', info: 'note' } as const;

/** SARIF 2.1.0, which code hosts show next to the changed lines. */
export const sarif: Format = {
  name: 'sarif',
  print: ({ findings, accepted, baseline, problems, subject }) => {
    const state = baseline === undefined ? undefined : 'new';
    const log = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'soak check', rules: RULES.map(descriptor) } },
          columnKind: 'utf16CodeUnits',
          invocations: [
            {
              executionSuccessful: problems.length === 0,
              toolExecutionNotifications: [
                { level: 'note', message: { text: readingLine(subject.reading) } },
                ...problems.map(notification),
              ],
            },
          ],
          results: [
            ...findings.map((one) => result(one, { sources: subject.sources, state })),
            ...accepted.map((one) => acceptedResult(one, { sources: subject.sources, state })),
          ],
          properties: { reading: subject.reading },
        },
      ],
    };
    return `${JSON.stringify(log, null, 2)}\n`;
  },
};

function descriptor({ id, title, about, severity, verified }: Rule): object {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: about.replaceAll('\n', ' ') },
    defaultConfiguration: { level: levelOf(severity) },
    properties: { verified },
  };
}

interface ResultOptions {
  readonly sources: Sources;
  /** Set when there is a baseline. */
  readonly state: 'new' | 'unchanged' | undefined;
}

/** A finding that does not count: code hosts show it as dismissed. */
function acceptedResult(finding: AcceptedFinding, { sources, state }: ResultOptions): object {
  const { accepted } = finding;
  if (accepted.kind === 'baseline') return result(finding, { sources, state: 'unchanged' });
  const suppression = {
    kind: 'inSource',
    status: 'accepted',
    justification: accepted.reason,
    location: location(accepted.at),
  };
  return { ...result(finding, { sources, state }), suppressions: [suppression] };
}

function result(finding: Finding, { sources, state }: ResultOptions): object {
  const { rule, severity, at, message, object, fix } = finding;
  const edits = fix?.edits ?? [];
  return {
    ruleId: rule,
    ruleIndex: RULES.findIndex(({ id }) => id === rule),
    level: levelOf(severity),
    message: { text: fix === undefined ? message : `${message}. Fix: ${fix.advice}` },
    locations: [{ ...location(at), logicalLocations: [{ fullyQualifiedName: object }] }],
    partialFingerprints: {
      'soakFinding/v1': hashOf(keyOf(fingerprintOf(finding, { sources, nameOf: uriOf }))),
    },
    ...(state !== undefined && { baselineState: state }),
    ...(fix === undefined || edits.length === 0
      ? {}
      : { fixes: [{ description: { text: fix.advice }, artifactChanges: changes(edits) }] }),
  };
}

function notification({ at, message }: Problem): object {
  return { level: 'error', message: { text: message }, locations: [location(at)] };
}

function location({ file, line, column }: Position): object {
  const region =
    line === 0 ? {} : { region: { startLine: line, startColumn: Math.max(1, column) } };
  return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region } };
}

function changes(edits: readonly Edit[]): readonly object[] {
  const files = [...new Set(edits.map(({ file }) => file))];
  return files.map((file) => ({
    artifactLocation: { uri: uriOf(file) },
    replacements: edits.filter((edit) => edit.file === file).map(replacement),
  }));
}

/** Whole lines, from the start of the first to the start of the one after the last. */
function replacement({ line, removed, added }: Edit): object {
  return {
    deletedRegion: {
      startLine: line,
      startColumn: 1,
      endLine: line + removed.length,
      endColumn: 1,
    },
    insertedContent: { text: added.map((text) => `${text}\n`).join('') },
  };
}

function levelOf(severity: Severity): string {
  return LEVEL[severity];
}

function uriOf(file: string): string {
  return file === '-' ? 'stdin' : file.split('/').map(encodeURIComponent).join('/');
}
