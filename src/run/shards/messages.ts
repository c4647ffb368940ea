import type { StopReason } from '../../engine/shard.ts';
import type { IntervalRecord, NoteRecord } from '../../journal/record.ts';
import type { Assignment, Start } from './plane.ts';

/** Coordinator to shard process. */
export type ToShard =
  | { readonly kind: 'assign'; readonly assignment: Assignment }
  | { readonly kind: 'begin'; readonly start: Start }
  | { readonly kind: 'stop'; readonly reason: StopReason };

/** Shard process to coordinator. */
export type FromShard =
  | { readonly kind: 'ready' }
  | { readonly kind: 'record'; readonly record: IntervalRecord | NoteRecord }
  /** A decision of the shard, when the assignment asks for a trace. */
  | { readonly kind: 'trace'; readonly text: string }
  /** `lost`: records that no sink took. */
  | { readonly kind: 'done'; readonly lost: number }
  /** It cannot even begin: the journal cannot be opened, for example. */
  | { readonly kind: 'unable'; readonly why: string };
