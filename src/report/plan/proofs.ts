import { formatCount, formatSeconds, formatShare } from '../../base/units.ts';
import type { FatedTimer } from '../../path/fate.ts';
import type { PathEvent } from '../../path/path.ts';
import { mayBeSet } from '../../path/unread.ts';
import { durationOf } from '../../scenario/hold.ts';
import type { Scenario, Threshold } from '../../scenario/scenario.ts';
import { connectionsNeeded, hoursNeeded } from '../../stats/planning.ts';
import { shareAtMost } from '../../stats/proportion.ts';
import { span } from '../text/words.ts';
import { fatesOf, limitName } from './fate.ts';

/** The confidence of statements that do not set their own. */
const CONFIDENCE = 0.95;

/** What a run can and cannot show, before it starts. */
interface Proofs {
  readonly proves: readonly string[];
  readonly cannot: readonly string[];
}

/** What this scenario proves if nothing drops, and what it cannot prove in any case. */
export function proofsOf(scenario: Scenario): Proofs {
  const thresholds = scenario.thresholds.flatMap((threshold) => claimOf(threshold, scenario) ?? []);
  return {
    proves: [...outlasted(scenario), ...thresholds.filter(({ ok }) => ok).map(({ text }) => text)],
    cannot: [
      ...notReached(scenario),
      ...thresholds.filter(({ ok }) => !ok).map(({ text }) => text),
      ...notWatched(scenario),
    ],
  };
}

function outlasted(scenario: Scenario): readonly string[] {
  const fated = scenario.targets.flatMap((target) => fatesOf(target, scenario));
  const kept = new Map<string, number>();
  for (const one of fated)
    if (isTested(one)) kept.set(limitName(one, formatSeconds), one.limit.afterMs);
  if (kept.size === 0) return [];
  const names = [...kept].sort(([, a], [, b]) => a - b).map(([name]) => name);
  return [`the ${span(durationOf(scenario.load))} hold reaches ${names.join(', ')}`];
}

function notReached(scenario: Scenario): readonly string[] {
  const beyond = new Map<string, string>();
  for (const target of scenario.targets)
    for (const one of fatesOf(target, scenario)) {
      const name = limitName(one, formatSeconds);
      if (one.fate.kind === 'beyond') beyond.set(name, `the hold does not reach ${name}`);
      if (one.fate.kind === 'not-known')
        beyond.set(
          name,
          `${one.hop.id} ${one.limit.setting} is not known: ${mayBeSet(one.fate.maybeSetBy)}`,
        );
      if (one.fate.kind === 'waits')
        beyond.set(name, `${name} needs ${CAUSES[one.fate.for]}; none is planned`);
    }
  return [...beyond.values()];
}

/** A limit that connections reach, or would without the traffic that restarts it. */
function isTested({ fate }: FatedTimer): boolean {
  return fate.kind === 'restarted' || (fate.kind === 'ends' && fate.on === undefined);
}

const CAUSES: Readonly<Record<PathEvent | 'stall', string>> = {
  stall: 'a side that does not read',
  reload: 'a reload',
  'listener-update': 'a changed listener',
  shutdown: 'a shutdown',
  'backend-stop': 'a pod that stops',
  'backend-removed': 'a removed backend',
  'backend-unhealthy': 'a backend that fails its health check',
};

/** Without a final probe, connections are known to be open at the end, and nothing more. */
function notWatched({ targets }: Scenario): readonly string[] {
  const names = targets
    .filter(({ finalProbe }) => finalProbe.kind === 'off')
    .map((one) => one.name);
  if (names.length === 0) return [];
  return [`whether ${names.join(', ')} are still alive at the end: final-probe is off`];
}

interface Judged {
  readonly ok: boolean;
  readonly text: string;
}

/** Whether this many connections, or hours, can prove a threshold. */
function claimOf(threshold: Threshold, scenario: Scenario): Judged | undefined {
  const { expression, metric, operator, value, confidence = CONFIDENCE } = threshold;
  if (metric !== 'drops' || !operator.startsWith('<')) return undefined;
  const targets = scenario.targets.filter(
    ({ name, expectDrop }) =>
      expectDrop === undefined && (threshold.target === undefined || threshold.target === name),
  );
  const total = targets.reduce((sum, { connections }) => sum + connections, 0);
  if (total === 0) return undefined;
  const sure = formatShare(confidence);
  if (threshold.unit === 'share') {
    const needed = connectionsNeeded({ below: value, confidence, drops: 0 });
    const shown = `0 drops of ${formatCount(total)} prove < ${formatShare(shareAtMost({ count: 0, total }, confidence))} (${sure})`;
    const ok = total >= needed;
    return {
      ok,
      text: `${expression}: ${shown}${ok ? '' : `; that needs ${formatCount(needed)}`}`,
    };
  }
  if (threshold.unit !== 'per-1000-h') return undefined;
  const hours = (total * durationOf(scenario.load)) / 3_600_000;
  const needed = hoursNeeded({ below: value / 1_000, confidence, drops: 0 });
  const ok = hours >= needed;
  const shown = `${formatCount(hours)} connection-hours`;
  return {
    ok,
    text: `${expression}: ${shown}${ok ? '' : `; that needs ${formatCount(needed)}`} (${sure})`,
  };
}
