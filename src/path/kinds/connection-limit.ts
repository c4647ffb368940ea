import type { Field } from '../../objects/field.ts';
import type { ManifestObject } from '../../objects/object.ts';

/** A number of connections above which a proxy refuses more, as a manifest sets it. */
export interface ConnectionLimit {
  /** The vendor's spelling: `inFlightReq.amount`. */
  readonly setting: string;
  readonly max: number;
  readonly field: Field;
  /** What creates the ways that it holds for. */
  readonly owner: ManifestObject;
  /** `source`: for each address of a client; a load generator is one. `all`: for all together. */
  readonly per: 'source' | 'all';
  /** A clause: `answers 429 above it`. */
  readonly above: string;
}

/** A whole number above 0; anything else limits nothing. */
export function countOf(field: Field): number | undefined {
  const text = field.text ?? '';
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}
