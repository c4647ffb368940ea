import type { CatalogueEntry } from './catalogue/entry.ts';
import type { LimitSpec } from './hop-kind.ts';

/** How far a clock may be off, where nobody measured it: whole seconds are common in cloud balancers. */
const UNMEASURED_CLOCK = { earlyMs: 1_000, lateMs: 2_000 } as const;

/** What the catalogue does not say about a limit: how soak calls it and how it looks on a socket. */
export type Appearance = Pick<LimitSpec, 'key' | 'effects'> & Partial<Omit<LimitSpec, 'catalogue'>>;

/**
 * A limit whose figures, clock and sources stand in the catalogue.
 *
 * Anything in `appearance` overrides what the entry implies.
 */
export function limitFrom(entry: CatalogueEntry, appearance: Appearance): LimitSpec {
  return {
    setting: entry.setting,
    ...clockOf(entry),
    ...(isPositive(entry.defaultMs) ? { defaultMs: entry.defaultMs } : {}),
    ...(entry.rangeMs === undefined ? {} : { rangeMs: entry.rangeMs }),
    ...UNMEASURED_CLOCK,
    verified: entry.verified,
    reference: entry.sources[0] ?? '',
    catalogue: entry.id,
    ...appearance,
  };
}

/** The same without a default: it applies only if configured. */
export function limitIfConfigured(entry: CatalogueEntry, appearance: Appearance): LimitSpec {
  const { defaultMs, ...rest } = limitFrom(entry, appearance);
  return rest;
}

/** A default of 0 means "no such limit" in every entry that has one. */
function isPositive(defaultMs: number | null): defaultMs is number {
  return defaultMs !== null && defaultMs > 0;
}

function clockOf(entry: CatalogueEntry): Pick<LimitSpec, 'resetBy' | 'startsAt'> {
  switch (entry.kind) {
    case 'max-age':
      return { resetBy: 'nothing', startsAt: 'open' };
    case 'drain-after-event':
      return { resetBy: 'nothing', startsAt: 'event' };
    case 'write-stall':
      return { resetBy: 'bytes', startsAt: 'stall' };
    default:
      return {
        resetBy: entry.resetBy.tcpKeepalive === 'yes' ? 'packets' : 'bytes',
        startsAt: 'last-reset',
      };
  }
}
