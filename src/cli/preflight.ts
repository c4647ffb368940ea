import { padEnd, truncate } from '../base/text.ts';
import { readLimits } from '../net/limits.ts';
import { COLUMNS } from '../report/layout.ts';
import { type Check, checkMachine, checkRehearsed } from '../run/preflight.ts';
import { tryOneOfEach } from '../run/prepare.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { paintFor } from './paint-for.ts';
import type { System } from './system.ts';

/** Checks the machine, then one connection of each target, and prints both. False when the run may not start. */
export async function preflight(scenario: Scenario, system: System): Promise<boolean> {
  const machine = checkMachine(scenario, readLimits());
  printChecks(machine, system);
  if (machine.some(({ state }) => state === 'bad')) return refuse(machine, system);
  const rehearsed = checkRehearsed(await tryOneOfEach(scenario));
  printChecks(rehearsed, system);
  if (rehearsed.some(({ state }) => state === 'bad')) return refuse(rehearsed, system);
  system.stdout.write('\n');
  return true;
}

function refuse(checks: readonly Check[], system: System): false {
  const count = checks.filter(({ state }) => state === 'bad').length;
  const problems = `${count} ${count === 1 ? 'problem' : 'problems'}`;
  system.stdout.write(`\n  ${problems}: not started (--no-preflight starts all the same)\n`);
  return false;
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
    const label = padEnd(truncate(name, width), width);
    system.stdout.write(`  ${marks[state]} ${label} ${truncate(found, COLUMNS - width - 5)}\n`);
    if (fix !== undefined) system.stdout.write(`${' '.repeat(width + 5)}fix ${fix}\n`);
  }
}
