import type { Problem, Result } from '../base/problem.ts';
import { failed, ok } from '../base/problem.ts';
import { buildScenario, inOrder } from './build-scenario.ts';
import { explainIssue } from './issues.ts';
import type { Scenario } from './scenario.ts';
import { scenarioSchema } from './schema.ts';
import { maskSource, resolveText } from './secrets.ts';
import { SourceText, type Step } from './source-text.ts';

export interface LoadOptions {
  /** As the user names it: it stands in every problem. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file that the scenario names; throws what the file system throws. */
  readonly readFile: (path: string) => string;
}

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** Every value that came from the environment or a file. They may appear nowhere. */
  readonly secrets: readonly string[];
  /** The source, as it may be kept beside a report. */
  readonly text: string;
}

/** Reads a scenario: a value that cannot be wrong, or everything that is wrong with its text. */
export function loadScenario(text: string, options: LoadOptions): Result<LoadedScenario> {
  const parsed = SourceText.parse(options.file, text);
  if (!('source' in parsed) || parsed.problems.length > 0) return failed(inOrder(parsed.problems));
  const { source } = parsed;
  const value = plainValue(source);
  if (!value.ok) return value;
  const resolved = resolveAll(value.value, { source, options });
  const decoded = scenarioSchema.safeParse(resolved.value);
  const problems = decoded.success
    ? resolved.problems
    : [
        ...resolved.problems,
        ...decoded.error.issues.flatMap((issue) =>
          explainIssue(issue, { source, value: resolved.value }),
        ),
      ];
  if (!decoded.success || problems.length > 0) return failed(inOrder(problems));
  const built = buildScenario(decoded.data, source);
  if (!built.ok) return built;
  return ok({
    scenario: built.value,
    secrets: resolved.secrets,
    text: maskSource(text, resolved.secrets),
  });
}

function plainValue(source: SourceText): Result<unknown> {
  try {
    const value = source.toValue();
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return ok(value);
    const hint = 'soak init writes one to start from';
    return failed([
      source.problem(source.at([]), 'This is no scenario: a map of keys is expected', hint),
    ]);
  } catch (error) {
    const message = `Cannot unfold the aliases: ${(error as Error).message}`;
    return failed([source.problem(source.at([]), message, 'at most 20 aliases')]);
  }
}

interface Resolved {
  readonly value: unknown;
  readonly secrets: readonly string[];
  readonly problems: readonly Problem[];
}

/** Puts environment and files into every text of the value. */
function resolveAll(
  value: unknown,
  { source, options }: { source: SourceText; options: LoadOptions },
): Resolved {
  const secrets: string[] = [];
  const problems: Problem[] = [];
  const visit = (item: unknown, path: readonly Step[]): unknown => {
    if (typeof item === 'string') {
      const resolved = resolveText(item, options);
      secrets.push(...resolved.secrets);
      for (const missing of resolved.missing) {
        problems.push(
          source.problem(
            source.at(path),
            `Cannot fill in ${item}: ${missing}`,
            'set it before soak run',
          ),
        );
      }
      return resolved.text;
    }
    if (Array.isArray(item)) return item.map((entry, index) => visit(entry, [...path, index]));
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(
      Object.entries(item).map(([key, entry]) => [key, visit(entry, [...path, key])]),
    );
  };
  return { value: visit(value, []), secrets, problems };
}
