import { padEnd, truncate, wrap } from '../base/text.ts';
import { formatBytes } from '../base/units.ts';
import { paintFor } from '../extensions/screen/paint-for.ts';
import { readLimits } from '../net/limits.ts';
import { COLUMNS } from '../report/text/layout.ts';
import { span } from '../report/text/words.ts';
import { type Check, checkMachine, checkRehearsed } from '../run/preflight/machine.ts';
import { checkOutside } from '../run/preflight/network-facts.ts';
import { tryOneOfEach } from '../run/preflight/try-one-of-each.ts';
import type { LoadedScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { echoRedactor } from '../scenario/text/redact.ts';
import type { System } from './system.ts';

interface PreflightOptions {
  /** As it was read: with the manifests that its path comes from. */
  readonly loaded: LoadedScenario;
  readonly file: string;
  readonly system: System;
}

/**
 * Looks at the scenario, this machine and what lies outside, then tries one connection of each target, and
 * prints all of it. The number of things that stand in the way of a run; 0 when it may start.
 */
export async function preflight(scenario: Scenario, options: PreflightOptions): Promise<number> {
  const { system, loaded } = options;
  const mask = echoRedactor(loaded.secrets);
  const first = [
    describe(scenario, system),
    ...(await checkManifestsOf(options)),
    ...checkMachine(scenario, readLimits()),
    ...(scenario.lab === undefined ? await checksOutside(scenario, { system, mask }) : []),
    ...(await checkPlan(scenario)),
  ];
  printChecks(first, system);
  const bad = countOfBad(first);
  if (bad > 0) return bad;
  const rehearsed = checkRehearsed(await tryOneOfEach(scenario, mask));
  printChecks(rehearsed, system);
  return countOfBad(rehearsed);
}

/** Names of hosts and certificates, without what came from the environment. */
async function checksOutside(
  scenario: Scenario,
  { system, mask }: { readonly system: System; readonly mask: (text: string) => string },
): Promise<readonly Check[]> {
  const checks = await checkOutside(scenario, system.wallMs());
  return checks.map((check) => ({ ...check, found: mask(check.found) }));
}

function countOfBad(checks: readonly Check[]): number {
  return checks.filter(({ state }) => state === 'bad').length;
}

/** The last line of a preflight that found something. */
export function problemsLine(count: number): string {
  return `\n  ${count} ${count === 1 ? 'problem' : 'problems'}: `;
}

function describe({ targets, load }: Scenario, { wallMs }: System): Check {
  const total = targets.reduce((sum, { connections }) => sum + connections, 0);
  const runMs = load.stages.reduce((sum, { durationMs }) => sum + durationMs, 0) + load.drainMs;
  const end = new Date(wallMs() + runMs).toISOString().slice(11, 16);
  const size = `${targets.length} ${targets.length === 1 ? 'target' : 'targets'}, ${total.toLocaleString('en-US')} connections`;
  return { name: 'scenario', state: 'ok', found: `${size}, ${span(runMs)}, ends about ${end} UTC` };
}

/** What `soak check` would say of the manifests that the path is read from. */
async function checkManifestsOf({ loaded, file }: PreflightOptions): Promise<readonly Check[]> {
  const { manifests, scenario, text, notes } = loaded;
  if (manifests.length === 0) return [];
  const { checkManifests } = await import('../check/check.ts');
  const { findings } = checkManifests(manifests, {
    plan: { scenario, file },
    ignore: [],
    alsoPrinted: [{ file, text }],
  });
  const counts = (['error', 'warning'] as const)
    .map((severity) => [findings.filter((one) => one.severity === severity).length, severity])
    .filter(([count]) => count !== 0)
    .map(([count, severity]) => `${count} ${severity}${count === 1 ? '' : 's'}`);
  const name = 'manifests';
  const assumed = notes.length === 0 ? '' : `, ${notes.length} assumed (soak plan)`;
  if (counts.length === 0)
    return [{ name, state: 'ok', found: `${manifests.length} read, nothing is wrong${assumed}` }];
  const found = `${counts.join(', ')}${assumed}`;
  return [{ name, state: 'warning', found, fix: `soak check --scenario ${file}` }];
}

async function checkPlan(scenario: Scenario): Promise<readonly Check[]> {
  const [{ coverageOf }, { trafficOf }, { bits }] = await Promise.all([
    import('../report/plan/coverage.ts'),
    import('../report/plan/traffic.ts'),
    import('../report/plan/plan-text.ts'),
  ]);
  const { totalBytes, bitsPerSecond } = trafficOf(scenario);
  const coverage = coverageOf(scenario).map(
    ({ ok, text }): Check => ({ name: 'coverage', state: ok ? 'ok' : 'warning', found: text }),
  );
  const found = `about ${formatBytes(totalBytes)}, ${bits(bitsPerSecond)}`;
  return [...coverage, { name: 'traffic', state: 'fact', found }];
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
    // A fix is there to be copied, so it stays in one piece.
    if (fix !== undefined) system.stdout.write(`${indent}fix ${fix}\n`);
  }
}
