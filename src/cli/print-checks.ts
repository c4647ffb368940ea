import { padEnd, truncate, wrap } from '../base/text.ts';
import { paintFor } from '../extensions/screen/paint-for.ts';
import { COLUMNS } from '../report/text/layout.ts';
import type { Check } from '../run/preflight/machine.ts';
import { isBad } from '../run/preflight/preflight.ts';
import type { System } from './system.ts';

/** Prints each group of checks as it comes. The number of problems that stand in the way of a run. */
export async function printPreflight(
  groups: AsyncIterable<readonly Check[]>,
  system: System,
): Promise<number> {
  let problems = 0;
  for await (const checks of groups) {
    printChecks(checks, system);
    problems += checks.filter(isBad).length;
  }
  return problems;
}

/** The last line of a preflight with problems. */
export function problemsLine(count: number): string {
  return `\n  ${count} ${count === 1 ? 'problem' : 'problems'}: `;
}

function printChecks(checks: readonly Check[], system: System): void {
  const paint = paintFor(system);
  const marks = {
    ok: paint('good', '✓'),
    warning: paint('warning', '!'),
    bad: paint('bad', '✗'),
    fact: '·',
  };
  const width = Math.min(28, Math.max(16, ...checks.map(({ name }) => name.length)));
  for (const { name, state, found, fix } of checks) {
    const indent = ' '.repeat(width + 5);
    const [head = '', ...rest] = wrap(found, COLUMNS - width - 5);
    const label = padEnd(truncate(name, width), width);
    system.stdout.write(`  ${marks[state]} ${label} ${head}\n`);
    for (const line of rest) system.stdout.write(`${indent}${line}\n`);
    // A fix is meant to be copied, so it is not wrapped.
    if (fix !== undefined) system.stdout.write(`${indent}fix ${fix}\n`);
  }
}
