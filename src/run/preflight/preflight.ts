import { formatBytes } from '../../base/units.ts';
import { readLimits } from '../../net/machine/limits.ts';
import { span } from '../../report/text/words.ts';
import type { LoadedScenario } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { echoRedactor } from '../../scenario/text/redact.ts';
import { type Check, checkMachine } from './machine.ts';
import { checkOutside } from './network-facts.ts';
import { checkTried } from './tried.ts';
import { tryOneOfEach } from './try-one-of-each.ts';

interface PreflightOptions {
  /** As loaded: with the manifests that its path comes from. */
  readonly loaded: LoadedScenario;
  /** Its name, as the user wrote it. */
  readonly file: string;
  /** The folder that the run's folder is made in. */
  readonly reports: string;
  readonly nowMs: number;
}

/**
 * Looks at the scenario, this machine and what lies outside; then, if nothing stands in the way of a run, tries one
 * connection of each target. Yields each group of checks when it is known.
 */
export async function* preflight(
  scenario: Scenario,
  options: PreflightOptions,
): AsyncGenerator<readonly Check[]> {
  const { nowMs, reports, loaded } = options;
  const mask = echoRedactor(loaded.secrets);
  const first = [
    describe(scenario, nowMs),
    ...(await checkManifestsOf(options)),
    ...checkMachine(scenario, { limits: readLimits(), reports }),
    ...(scenario.lab === undefined ? await checksOutside(scenario, { nowMs, mask }) : []),
    ...(await checkPlan(scenario)),
  ];
  yield first;
  if (!first.some(isBad))
    yield checkTried(scenario, await tryOneOfEach(scenario, { mask, rows: loaded.rows }));
}

/** Checks of hosts and certificates, with secrets masked. */
async function checksOutside(
  scenario: Scenario,
  { nowMs, mask }: { readonly nowMs: number; readonly mask: (text: string) => string },
): Promise<readonly Check[]> {
  const checks = await checkOutside(scenario, nowMs);
  return checks.map((check) => ({ ...check, found: mask(check.found) }));
}

/** Something that stands in the way of a run. */
export function isBad({ state }: Check): boolean {
  return state === 'bad';
}

function describe({ targets, load }: Scenario, nowMs: number): Check {
  const total = targets.reduce((sum, { connections }) => sum + connections, 0);
  const runMs = load.stages.reduce((sum, { durationMs }) => sum + durationMs, 0) + load.drainMs;
  const end = new Date(nowMs + runMs).toISOString().slice(11, 16);
  const size = `${targets.length} ${targets.length === 1 ? 'target' : 'targets'}, ${total.toLocaleString('en-US')} connections`;
  return { name: 'scenario', state: 'ok', found: `${size}, ${span(runMs)}, ends about ${end} UTC` };
}

/** The findings of `soak check` for the manifests that the path is read from. */
async function checkManifestsOf({ loaded, file }: PreflightOptions): Promise<readonly Check[]> {
  const { manifests, scenario, text, notes } = loaded;
  if (manifests.length === 0) return [];
  const { checkManifests } = await import('../../check/check.ts');
  const { findings } = checkManifests(manifests, {
    plan: { scenario, file },
    alsoPrinted: [{ file, text }],
  });
  const counts = (['error', 'warning'] as const)
    .map((severity) => [findings.filter((one) => one.severity === severity).length, severity])
    .filter(([count]) => count !== 0)
    .map(([count, severity]) => `${count} ${severity}${count === 1 ? '' : 's'}`);
  const name = 'manifests';
  const assumed = notes.length === 0 ? '' : `, ${notes.length} assumed (soak plan)`;
  if (counts.length === 0)
    return [{ name, state: 'ok', found: `${manifests.length} read, no findings${assumed}` }];
  const found = `${counts.join(', ')}${assumed}`;
  return [{ name, state: 'warning', found, fix: `soak check --scenario ${file}` }];
}

async function checkPlan(scenario: Scenario): Promise<readonly Check[]> {
  const [{ coverageOf }, { trafficOf }, { bits }] = await Promise.all([
    import('../../report/plan/coverage.ts'),
    import('../../report/plan/traffic.ts'),
    import('../../report/plan/plan-text.ts'),
  ]);
  const { totalBytes, bitsPerSecond } = trafficOf(scenario);
  const coverage = coverageOf(scenario).map(
    ({ ok, text }): Check => ({ name: 'coverage', state: ok ? 'ok' : 'warning', found: text }),
  );
  const found = `about ${formatBytes(totalBytes)}, ${bits(bitsPerSecond)}`;
  return [...coverage, { name: 'traffic', state: 'fact', found }];
}
