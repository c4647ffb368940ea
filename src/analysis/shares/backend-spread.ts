import type { Target } from '../../scenario/scenario.ts';
import { type BackendSpread, spreadOf } from '../../stats/spread.ts';
import type { RunFold } from '../fold.ts';
import type { SpreadSummary } from '../summary/summary.ts';

/** Rows per target: the whole hold, and the first events. */
const EVENTS_MAX = 10;

/** Even enough: the fullest backend holds no more than a quarter above the mean, or than chance deals it. */
const EVEN_MAX = 1.25;
const CHANCE_SIGMAS = 3;

/** How often the spread is looked at while it evens out. */
const STEP_MS = 1_000;

/**
 * How connections lay over the backends that told their identity: at the start and the end of the hold, and before and
 * after each event, such as a roll-out or a scale-up. Long-lived connections stay where they are, so new backends
 * stand idle.
 */
export function backendSpreads(fold: RunFold, targets: readonly Target[]): SpreadSummary[] {
  // Not the ramp, and not the end, when soak closes them itself.
  const fromMs = fold.phases.get('hold') ?? 0;
  const toMs = fold.phases.get('probe') ?? fold.lastAtMs;
  const held = targets.map((): Held[] => []);
  for (const { target, openedAtMs, ended, backend } of fold.connections)
    if (backend !== undefined)
      held[target]?.push({ backend, openedAtMs, endedAtMs: ended?.atMs ?? Infinity });
  const times = fold.events
    .filter(({ atMs }) => atMs > fromMs && atMs < toMs)
    .toSorted((a, b) => a.atMs - b.atMs)
    .slice(0, EVENTS_MAX);
  const stretches = [
    { event: null, atMs: fromMs, untilMs: toMs },
    ...times.map(({ label, atMs }, index) => {
      return { event: label, atMs, untilMs: times[index + 1]?.atMs ?? toMs };
    }),
  ];
  return targets.flatMap(({ name }, index) => {
    const backends = new Backends(held[index]!);
    if (backends.count < 2) return [];
    return stretches.flatMap((stretch) => {
      const { before, after, evenAfterMs } = backends.over(stretch);
      if (before === undefined || after === undefined) return [];
      const { event, atMs } = stretch;
      return [{ target: name, event, atMs: Math.round(atMs), before, after, evenAfterMs }];
    });
  });
}

interface Held {
  readonly backend: string;
  readonly openedAtMs: number;
  readonly endedAtMs: number;
}

interface Stretch {
  readonly atMs: number;
  readonly untilMs: number;
}

/** The backends of one target, each with the connections that it held. */
class Backends {
  readonly #held: ReadonlyMap<string, readonly Held[]>;

  constructor(held: readonly Held[]) {
    const byBackend = new Map<string, Held[]>();
    for (const one of held) {
      const list = byBackend.get(one.backend);
      if (list === undefined) byBackend.set(one.backend, [one]);
      else list.push(one);
    }
    this.#held = byBackend;
  }

  get count(): number {
    return this.#held.size;
  }

  over({ atMs, untilMs }: Stretch): {
    readonly before: BackendSpread | undefined;
    readonly after: BackendSpread | undefined;
    readonly evenAfterMs: number | null;
  } {
    // Those that open or end at the moment of the event count as before it.
    const [before, after] = [atMs - 1, untilMs - 1].map((ms) => spreadOf(this.#countsAt(ms)));
    return { before, after, evenAfterMs: this.#evenAfter(atMs, untilMs, after) };
  }

  /** One count per backend that was there: it had connections before, and has some yet. */
  #countsAt(atMs: number): number[] {
    return [...this.#held.values()].flatMap((held) => {
      const isThere =
        held.some(({ openedAtMs }) => openedAtMs <= atMs) &&
        held.some(({ endedAtMs }) => endedAtMs > atMs);
      if (!isThere) return [];
      return [held.filter((one) => one.openedAtMs <= atMs && one.endedAtMs > atMs).length];
    });
  }

  /** How long until the backends that are there at the end of the stretch hold even shares, and stay so. */
  #evenAfter(atMs: number, untilMs: number, after: BackendSpread | undefined): number | null {
    if (after === undefined || !isEven(after)) return null;
    const survivors = [...this.#held.values()].filter((held) =>
      held.some(({ endedAtMs, openedAtMs }) => endedAtMs >= untilMs && openedAtMs < untilMs),
    );
    const changes = survivors.flatMap((held, backend) =>
      held.flatMap(({ openedAtMs, endedAtMs }) => [
        { atMs: openedAtMs, backend, step: 1 },
        { atMs: endedAtMs, backend, step: -1 },
      ]),
    );
    const counts = survivors.map(() => 0);
    let unevenMs = Number.NEGATIVE_INFINITY;
    let nextMs = atMs;
    for (const change of changes.sort((a, b) => a.atMs - b.atMs)) {
      if (change.atMs >= untilMs) break;
      if (change.atMs >= nextMs) {
        if (!isEven(spreadOf(counts))) unevenMs = change.atMs;
        nextMs = change.atMs + STEP_MS;
      }
      counts[change.backend]! += change.step;
    }
    return unevenMs < atMs ? 0 : Math.round(unevenMs - atMs);
  }
}

function isEven(spread: BackendSpread | undefined): boolean {
  if (spread === undefined) return false;
  const { total, backends, maxOverMean } = spread;
  return maxOverMean <= Math.max(EVEN_MAX, 1 + CHANCE_SIGMAS / Math.sqrt(total / backends));
}
