import { NO_NUMBERS } from '../../scenario/figures/no-numbers.ts';
import type { TargetNumbers } from '../../scenario/figures/target-figures.ts';
import { fateOf } from '../connections.ts';
import type { LimitSummary } from './summary.ts';
import type { Parts } from './summary-parts.ts';

/** What became of one target's connections. */
export interface TargetCounts extends Writable<TargetNumbers> {
  /** Ended by a fault of the load generator itself: not a drop. */
  localFaults: number;
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export function countTargets({
  fold,
  run,
  groups,
  limits,
  reading,
}: Parts): readonly TargetCounts[] {
  const { targets } = run.scenario;
  const counts = targets.map(
    ({ name, connections }, index): TargetCounts => ({
      ...NO_NUMBERS,
      ...limitNumbers(limits.filter(({ target }) => target === name)),
      connections,
      refused: fold.refused[index] ?? 0,
      replies: fold.rtt[index]?.count ?? 0,
      lateReplies: fold.late[index]?.count ?? 0,
      localFaults: 0,
    }),
  );
  for (const connection of fold.connections) {
    const { target, openedAtMs, ended } = connection;
    const one = counts[target];
    if (one === undefined) continue;
    const fate = fateOf(connection);
    one.opened += 1;
    one.heldMs += ended === undefined ? Math.max(0, fold.lastAtMs - openedAtMs) : ended.ageMs;
    if (ended?.proven === false) one.unproven += 1;
    if (fate === 'proven' || (fate === 'unknown' && reading.isRunning === true)) one.openAtEnd += 1;
    else if (fate === 'unknown') one.unknown += 1;
    if (fate === 'unverified') one.unverified += 1;
    if (fate === 'local-fault') one.localFaults += 1;
  }
  for (const { target, members, expected, explanation, ending } of groups) {
    const one = counts[targets.findIndex(({ name }) => name === target)]!;
    if (expected) {
      one.expectedDrops += members.length;
      continue;
    }
    one.dropped += members.length;
    if (explanation.certainty === 'unexplained') one.unexplained += members.length;
    if (ending.kind === 'blackhole') one.blackholes += members.length;
  }
  for (const [index, { expectDrop }] of targets.entries()) {
    const one = counts[index]!;
    if (expectDrop !== undefined)
      one.missingExpected = one.opened - one.unknown - one.expectedDrops;
  }
  return counts;
}

function limitNumbers(limits: readonly LimitSummary[]) {
  const having = (wanted: LimitSummary['outcome']) =>
    limits.filter(({ outcome }) => outcome === wanted).length;
  return {
    limitsTested: limits.length - having('not-covered'),
    limitsBrokenEarly: having('broken-early'),
    limitsNotEnforced: having('not-enforced'),
  };
}
