import { type CatalogueEntry, EVERY_CARRIAGE, PAYLOAD_RESETS } from '../../catalogue/entry.ts';
import type { LimitSpec } from '../../hop-kind.ts';
import { limitIfConfigured } from '../../limit-from.ts';
import type { MaybeSet } from '../../setting.ts';

/** What differs between the idle timeouts of clouds' balancers. */
type IdleFacts = Omit<CatalogueEntry, 'hop' | 'kind' | 'appliesTo' | 'resetBy' | 'endsAs'> &
  Partial<CatalogueEntry>;

/** The entry of an idle timeout of a cloud's balancer: a proxy that closes what carries no bytes, unless said otherwise. */
export function cloudIdle(facts: IdleFacts): CatalogueEntry {
  return {
    hop: 'cloud-lb',
    kind: 'idle-bidirectional',
    appliesTo: EVERY_CARRIAGE,
    resetBy: PAYLOAD_RESETS,
    endsAs: { tcp: 'not established', ws: '1006' },
    ...facts,
  };
}

/** The entry that says how a balancer is recognized, and that nobody found its timeouts. */
export function cloudUnknown({
  id,
  component,
  sources,
  measures = 'whether and when it forgets an idle connection was not found',
}: Pick<CatalogueEntry, 'id' | 'component' | 'sources'> & { measures?: string }): CatalogueEntry {
  return {
    hop: 'cloud-lb',
    kind: 'modifier',
    appliesTo: EVERY_CARRIAGE,
    resetBy: PAYLOAD_RESETS,
    endsAs: {},
    id,
    component,
    setting: '(none for timeouts)',
    configuredIn: [],
    default: 'not established',
    defaultMs: null,
    measures,
    verified: 'unverified',
    verifiedNote: 'annotations: source; timeouts NOT verified',
    sources,
  };
}

/** What a proxy shows of an idle timeout: it ends TCP itself. */
export const PROXY_ENDS = ['fin', 'close-notify', 'rst'] as const;

/** What a balancer of which nobody knows how it works may show. */
export const ANY_END = ['rst', 'rst-on-next-packet', 'silent', 'fin'] as const;

const IDLE_KEY = 'idle-timeout';

/** The idle timeout of a balancer of which nobody found one: it has no value, only a doubt. */
export function unknownIdle(entry: CatalogueEntry): LimitSpec {
  return {
    ...limitIfConfigured(entry, { key: IDLE_KEY, effects: PROXY_ENDS }),
    setting: 'the idle timeout',
    resetBy: 'bytes',
    startsAt: 'last-reset',
  };
}

/** The doubt of that limit. */
export function notKnown(what: string): MaybeSet {
  return { key: IDLE_KEY, unread: { what } };
}
