import type { Timer } from '../../path/way.ts';
import { observed, tolerance } from '../rules/by-clock.ts';
import type { Bundle, Case } from './bundle.ts';
import { bundled } from './bundle.ts';

/** So many must show a clock before it may claim those that it only nearly explains. */
const SUPPORT_LEAST = 3;

/** At most so many, for each that fits: more of them have a cause of their own. */
const STRAGGLER_SHARE = 0.25;

/** How far beside the clock, in its own tolerances: a hop that is short of processor time fires late. */
const NEARLY = 3;

/**
 * Gives each clock the few that ended in the same way and only just missed it: a timer fires late on a busy
 * hop, and a byte that lay unread makes a silence look short. Who died in a burst has that in common instead.
 */
export function withStragglers(
  clocks: readonly Bundle[],
  opened: readonly Bundle[],
): { readonly clocks: readonly Bundle[]; readonly opened: readonly Bundle[] } {
  const taken = new Set<Bundle>();
  const widened = clocks.map((bundle) => {
    const timer = clockOf(bundle);
    if (timer === undefined || bundle.cases.length < SUPPORT_LEAST) return bundle;
    const near = opened.filter(
      (other) =>
        other.together !== true &&
        !taken.has(other) &&
        other.cases.every((one) => nearlyFits(timer, one)),
    );
    const cases = near.flatMap((other) => other.cases);
    if (cases.length === 0 || cases.length > STRAGGLER_SHARE * bundle.cases.length) return bundle;
    for (const other of near) taken.add(other);
    return bundled([...bundle.cases, ...cases.map((one) => adopted(one, { bundle, timer }))]);
  });
  return { clocks: widened, opened: opened.filter((bundle) => !taken.has(bundle)) };
}

/** The one timer that runs out at a client's sight and explains them all. */
function clockOf({ verdict: { basis, candidates } }: Bundle): Timer | undefined {
  const [only, ...others] = candidates;
  if (basis !== 'clock' || others.length > 0 || only?.eventAtMs !== undefined) return undefined;
  const { timer } = only ?? {};
  return timer?.sights.every(({ noticed }) => noticed === 'at-once') ? timer : undefined;
}

function nearlyFits(timer: Timer, { drop }: Case): boolean {
  const { earlyMs, lateMs } = tolerance(timer, drop);
  const offMs = observed(timer, drop) - timer.limit.afterMs;
  return offMs >= -NEARLY * earlyMs && offMs <= NEARLY * lateMs;
}

function adopted(
  one: Case,
  { bundle, timer }: { readonly bundle: Bundle; readonly timer: Timer },
): Case {
  return { ...one, verdict: bundle.verdict, observedMs: observed(timer, one.drop) };
}
