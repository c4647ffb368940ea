import type { Position } from '../base/problem.ts';
import type { InertTime } from './path.ts';
import type { Unread } from './unread.ts';

/** What a manifest says of a hop: of its limits and capacities, or a time that is none. */
export type Setting = LimitSetting | InertValue | CapacityValue;

/**
 * What a manifest says of a limit: its value, or that something that was not read may set it. The first of a
 * limit's settings wins.
 */
export type LimitSetting = SetValue | MaybeSet;

/** A value that a manifest gives to a limit. */
export interface SetValue {
  /** The `key` of the kind's limit. */
  readonly key: string;
  /** Infinity disables the limit. */
  readonly ms: number;
  readonly at: Position;
  /** Set if it applies to one listener only: then it is not a setting of the others. */
  readonly onlyPort?: number;
}

/** Something that was not read and may set the limit: what comes after it is not known to be in force. */
export interface MaybeSet {
  /** The `key` of the kind's limit; all of them when absent. */
  readonly key?: string;
  readonly unread: Unread;
  readonly onlyPort?: number;
}

/** A time that is written, and ends no open connection. */
export interface InertValue {
  readonly key?: undefined;
  readonly inert: InertTime;
  readonly onlyPort?: number;
}

/** A number of connections that a manifest gives to a capacity; Infinity for none. */
interface CapacityValue {
  readonly key?: undefined;
  readonly capacity: { readonly key: string; readonly most: number; readonly at: Position };
  readonly onlyPort?: number;
}

export function isSetValue(setting: Setting): setting is SetValue {
  return 'ms' in setting;
}
