import { closest } from '../../base/closest.ts';
import { failed, ok, type Problem, type Result } from '../../base/problem.ts';
import { quoted } from '../../base/units.ts';
import type { Field } from '../../objects/field.ts';
import { readYaml } from '../../objects/yaml-document.ts';
import { SEVERITIES, type Severity } from '../rule.ts';
import { RULES } from '../rules/all.ts';

/** What a repository says about its checks, in `.soak.yaml`. */
export interface CheckConfig {
  /** Rules that are off, or have another severity. */
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
  /** Files that are not read, as patterns relative to the file: `vendor/**`. */
  readonly exclude: readonly string[];
  readonly failOn?: Severity;
  /** A file with findings that do not count, relative to this file. */
  readonly baseline?: string;
}

export const NO_CONFIG: CheckConfig = { rules: new Map(), exclude: [] };

const KEYS = ['rules', 'exclude', 'fail-on', 'baseline'];

/** Reads a `.soak.yaml`; everything that is wrong with it is reported at once. */
export function readConfig(text: string, file: string): Result<CheckConfig> {
  const { root, problems: unreadable } = readYaml({ text, file, linesBefore: 0 });
  if (unreadable.length > 0) return failed(unreadable);
  if (root === undefined) return ok(NO_CONFIG);
  const problems: Problem[] = [];
  const report = ({ at }: Pick<Field, 'at'>, message: string, hint: string) =>
    problems.push({ at, message, hint });
  for (const [key, field] of root.entries())
    if (!KEYS.includes(key))
      report({ at: field.keyAt }, `Unknown key ${quoted(key)} in ${file}`, wordsFor(key, KEYS));
  if (!isMapOrAbsent(root)) report(root, 'Cannot use this as a configuration', MAP_HINT);
  const config = {
    rules: rulesOf(root.get('rules'), report),
    exclude: textsOf(root.get('exclude'), report),
    ...failOnOf(root.get('fail-on'), report),
    ...baselineOf(root.get('baseline'), report),
  };
  return problems.length > 0 ? failed(problems) : ok(config);
}

type Report = (place: Pick<Field, 'at'>, message: string, hint: string) => void;

const MAP_HINT = `a map with ${KEYS.join(', ')}`;
const RULES_HINT = 'rules: { NGX-RETIRED: off, SVC-ETP-LOCAL: warning }';

function rulesOf(field: Field, report: Report): CheckConfig['rules'] {
  if (!isMapOrAbsent(field)) report(field, 'Cannot use rules: expected a map', RULES_HINT);
  const ids = RULES.map(({ id }) => id);
  const rules = new Map<string, Severity | 'off'>();
  for (const [name, value] of field.entries()) {
    const id = name.toUpperCase();
    const wanted = levelOf(value);
    if (!ids.includes(id))
      report({ at: value.keyAt }, `There is no rule ${quoted(name)}`, wordsFor(id, ids));
    else if (wanted === undefined)
      report(value, `Cannot set ${id} to ${shown(value)}`, `off, on, ${SEVERITIES.join(', ')}`);
    else if (wanted !== 'on') rules.set(id, wanted);
  }
  return rules;
}

function levelOf({ value }: Field): Severity | 'off' | 'on' | undefined {
  // YAML 1.1 reads on and off as booleans.
  if (value === false || value === 'off') return 'off';
  if (value === true || value === 'on') return 'on';
  return SEVERITIES.find((severity) => severity === value);
}

function textsOf(field: Field, report: Report): readonly string[] {
  if (!field.exists) return [];
  const items = Array.isArray(field.value) ? field.items() : [field];
  return items.flatMap((item) => {
    if (item.string !== undefined && item.string !== '') return [item.string];
    report(item, `Cannot exclude ${shown(item)}`, 'a list of patterns, such as [vendor/**]');
    return [];
  });
}

function failOnOf(field: Field, report: Report): Pick<CheckConfig, 'failOn'> {
  if (!field.exists) return {};
  const failOn = SEVERITIES.find((severity) => severity === field.value);
  if (failOn !== undefined) return { failOn };
  report(field, `Cannot use fail-on ${shown(field)}`, `one of ${SEVERITIES.join(', ')}`);
  return {};
}

function baselineOf(field: Field, report: Report): Pick<CheckConfig, 'baseline'> {
  if (!field.exists) return {};
  if (field.string !== undefined && field.string !== '') return { baseline: field.string };
  report(field, `Cannot use ${shown(field)} as a baseline`, 'the name of a file');
  return {};
}

function isMapOrAbsent({ exists, value }: Field): boolean {
  return !exists || (typeof value === 'object' && !Array.isArray(value));
}

function shown({ text, value }: Field): string {
  if (text !== undefined) return quoted(text);
  return Array.isArray(value) ? 'a list' : 'a map';
}

function wordsFor(word: string, known: readonly string[]): string {
  const meant = closest(word, known);
  if (meant !== undefined) return `did you mean ${meant}?`;
  return known.length > KEYS.length
    ? 'soak check --explain "" lists them'
    : `one of ${known.join(', ')}`;
}
