import type { Field } from '../objects/field.ts';
import type { Notation } from './notation.ts';
import type { Setting } from './setting.ts';

/**
 * An annotation that sets a limit. It says how to read the value, which values the vendor accepts (with the limit's
 * range), and how to write another one.
 */
export interface Place {
  /** `backend`: the Service behind an ingress. `balancer`: the Service of type LoadBalancer. */
  readonly on: 'ingress' | 'backend' | 'balancer';
  readonly notation: Notation;
  /** Annotations that set it, by destination port; the first one is the one to write. */
  keys(port: number): readonly string[];
  /** The name within the value, when that is a list: `idle_timeout.timeout_seconds`. */
  readonly attribute?: string;
  /** It holds for the listener of its port only. */
  readonly isPerPort?: boolean;
  /** Another annotation without which it has no effect. */
  readonly needs?: { readonly key: string; readonly value: string };
}

/** One annotation for all ports. */
export function annotation(
  on: Place['on'],
  key: string,
  rest: Pick<Place, 'notation'> & Partial<Place>,
): Place {
  return { on, keys: () => [key], ...rest };
}

/** The annotation that is there, and the part of its value that is this setting. */
export interface Written {
  readonly key: string;
  readonly field: Field;
  readonly value: string;
}

/** What is written in a place. */
export function writtenIn(
  place: Place,
  { annotations, port }: { annotations: ReadonlyMap<string, Field>; port: number },
): Written | undefined {
  const { needs } = place;
  if (needs !== undefined && annotations.get(needs.key)?.text !== needs.value) return undefined;
  for (const key of place.keys(port)) {
    const field = annotations.get(key);
    const value = field?.text === undefined ? undefined : valueIn(field.text, place);
    if (field !== undefined && value !== undefined) return { key, field, value };
  }
  return undefined;
}

/** The milliseconds of a value that the vendor accepts. */
function acceptedMs(
  value: string,
  {
    notation,
    rangeMs,
  }: { notation: Notation; rangeMs?: readonly [min: number, max: number] | undefined },
): number | undefined {
  const ms = notation.parse(value);
  if (ms === undefined || !Number.isFinite(ms) || ms <= 0) return undefined;
  const isRefused = rangeMs !== undefined && (ms < rangeMs[0] || ms > rangeMs[1]);
  return isRefused ? undefined : ms;
}

/** The settings of all limits that have a place on this object. */
export function settingsIn(
  limits: readonly PlacedSpec[],
  {
    on,
    annotations,
    port,
  }: { on: Place['on']; annotations: ReadonlyMap<string, Field>; port: number },
): readonly Setting[] {
  return limits.flatMap(({ key, place, rangeMs }) => {
    if (place?.on !== on) return [];
    const written = writtenIn(place, { annotations, port });
    const ms = written && acceptedMs(written.value, { notation: place.notation, rangeMs });
    if (written === undefined || ms === undefined) return [];
    const onlyPort = place.isPerPort === true ? { onlyPort: port } : {};
    return [{ key, ms, at: written.field.at, ...onlyPort }];
  });
}

/** What `settingsIn` needs to know of a limit. */
interface PlacedSpec {
  readonly key: string;
  readonly place?: Place;
  readonly rangeMs?: readonly [min: number, max: number];
}

function valueIn(text: string, { attribute }: Place): string | undefined {
  if (attribute === undefined) return text;
  const lead = `${attribute}=`;
  const pair = text
    .split(',')
    .map((item) => item.trim())
    .find((item) => item.startsWith(lead));
  return pair?.slice(lead.length);
}
