import type { z } from 'zod';
import type { outcomeSchema, summarySchema } from './summary-schema.ts';

type Frozen<Value> = Value extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
    : Value;

/** A run in numbers: `summary.json`. What each field means stands in its schema. */
export type Summary = Frozen<z.infer<typeof summarySchema>>;

/** The part of a summary that every version of soak has written. */
export type RunOutcome = Frozen<z.infer<typeof outcomeSchema>>;

export type TargetSummary = Summary['targets'][number];
export type Percentiles = TargetSummary['connectMs'];
export type AddressSummary = Summary['addresses'][number];
export type DropGroup = Summary['dropGroups'][number];
export type OtherSide = DropGroup['otherSides'][number];
export type RefusalGroup = Summary['refusalGroups'][number];
export type ThresholdSummary = Summary['thresholds'][number];
export type LimitSummary = Summary['limits'][number];
export type LimitOutcome = LimitSummary['outcome'];
export type GeneratorSummary = Summary['generator'];
export type EventSummary = Summary['events'][number];
export type RecoverySummary = NonNullable<EventSummary['recovery']>;
export type SpreadSummary = Summary['spread'][number];
export type LogSummary = Summary['logs'][number];
