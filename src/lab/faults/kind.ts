import type { Fault } from '../../scenario/scenario.ts';
import type { Station, Victim } from '../station.ts';

/** One kind of fault: what it does, and how it is taken back. */
export interface FaultKind {
  readonly kind: Fault['kind'];
  apply(station: Station, fault: Fault): Promise<Applied>;
}

export interface Applied {
  /** Connections that it hurt; listeners, with `refuse`. */
  readonly count: number;
  /** Takes it back; absent when nothing heals. */
  readonly heal?: () => Promise<void>;
}

/**
 * Exactly `count` of the open connections, or all: evenly spread over their ages, so that a fault does
 * not meet only the ones that were opened first.
 */
export function pick(station: Station, { count, target }: Fault): readonly Victim[] {
  const all = station.victims(target);
  if (count === undefined || count >= all.length) return all;
  return Array.from(
    { length: count },
    (_, index) => all[Math.floor((index * all.length) / count)]!,
  );
}
