import { failed, ok, type Problem, type Result } from '../base/problem.ts';
import type { Note } from '../objects/object.ts';
import { buildScenario } from './build/scenario.ts';
import type { Rows } from './data/rows.ts';
import type { Scenario } from './scenario.ts';
import { decodeScenario } from './text/decode.ts';
import { Findings } from './text/findings.ts';
import { type Overrides, override, withOverrides } from './text/overrides.ts';
import { type PlainValue, plainValue } from './text/plain-value.ts';
import { redactor } from './text/redact.ts';
import type { ManifestText, Surroundings } from './text/references.ts';
import { literalSecretsOf, maskSource } from './text/secrets.ts';
import { SourceText } from './text/source-text.ts';

export interface LoadOptions extends Surroundings, Overrides {
  /** As the user names it; every problem shows it. */
  readonly file: string;
}

/** A scenario, and what is needed to keep its secrets. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  /** Values from the environment and from files, and literal tokens: these must not appear anywhere. */
  readonly secrets: readonly string[];
  /** The source, fit to be kept beside a report. */
  readonly text: string;
  /** Assumptions, where no manifest says. */
  readonly notes: readonly Note[];
  /** The manifests that its path was read from. */
  readonly manifests: readonly ManifestText[];
  /** Data files by the name of their source: secret, so that they are not in the scenario. */
  readonly rows: ReadonlyMap<string, Rows>;
}

/** Reads a scenario: a valid value, or every problem in its text. */
export function loadScenario(text: string, options: LoadOptions): Result<LoadedScenario> {
  const parsed = SourceText.parse(options.file, text);
  const { source } = parsed;
  if (source === undefined || parsed.problems.length > 0) return failed(parsed.problems);
  const unset = override(source, options);
  if (unset.length > 0) return failed(unset);
  const findings = new Findings(source);
  const plain = plainValue(source, options);
  findings.push(...plain.problems);
  if (isMap(plain.value)) return decoded({ text, options, findings, plain });
  const found = plain.value === null ? 'nothing' : 'something else';
  const hint = 'soak init writes a scenario to start from';
  findings.add([], `A scenario is a map of keys: found ${found}`, hint);
  return failed(findings.inOrder);
}

interface Reading {
  readonly text: string;
  readonly options: LoadOptions;
  readonly findings: Findings;
  readonly plain: PlainValue;
}

function decoded({ text, options, findings, plain }: Reading): Result<LoadedScenario> {
  const parts = decodeScenario(plain, findings);
  const built = buildScenario(parts, { findings, surroundings: options });
  const { scenario, notes, manifests, sources } = built;
  const problems = findings.inOrder;
  if (problems.length > 0) return failed(withoutSecrets(problems, plain.secrets));
  const secrets = [...new Set([...plain.secrets, ...literalSecretsOf(scenario)])];
  const rows = new Map([...sources].map(([name, source]) => [name, source.rows]));
  const kept = maskSource(withOverrides(text, options), secrets);
  return ok({ scenario, secrets, text: kept, notes, manifests, rows });
}

/** A message quotes what was found, which may have come from the environment. */
function withoutSecrets(
  problems: readonly Problem[],
  secrets: readonly string[],
): readonly Problem[] {
  const redact = redactor(secrets);
  return problems.map((problem) => ({
    ...problem,
    message: redact(problem.message),
    ...(problem.hint !== undefined && { hint: redact(problem.hint) }),
    ...(problem.sourceLine !== undefined && { sourceLine: redact(problem.sourceLine) }),
  }));
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
