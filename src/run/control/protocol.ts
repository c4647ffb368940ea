import { z } from 'zod';
import type { NoteRecord } from '../../journal/record.ts';

/**
 * What travels over the control socket: lines of JSON. A client asks once, in its first line; `watch` and
 * `stop` are then told everything until the end, the others get one answer.
 */
export const REQUEST = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('status') }),
  z.object({ ask: z.literal('watch') }),
  z.object({ ask: z.literal('stop') }),
  z.object({
    ask: z.literal('mark'),
    label: z.string(),
    hop: z.string().optional(),
    event: z.string().optional(),
  }),
]);

export type ControlRequest = z.output<typeof REQUEST>;

const count = z.number();

const target = z.object({
  name: z.string(),
  connections: count,
  expectsDrops: z.boolean(),
  open: count,
  opening: count,
  unproven: count,
  opened: count,
  refused: count,
  dropped: count,
  /** Not told by a run of an older version. */
  lateReplies: count.default(0),
  idleMsMax: count,
  /** Microseconds. */
  rtt: z.object({ count, p50: count, p99: count, max: count }),
});

const status = z.object({
  run: z.string(),
  folder: z.string(),
  soakVersion: z.string(),
  pid: count,
  startedAtMs: count,
  name: z.string(),
  durationMs: count,
  atMs: count,
  phase: z.enum(['start', 'ramp', 'hold', 'probe', 'drain']),
  connections: count,
  open: count,
  refused: count,
  unwanted: count,
  openHistory: z.array(count),
  lagMsMax: count,
  cpuMs: count,
  rssBytes: count,
  openFiles: count,
  targets: z.array(target),
});

/** A run that goes on, in figures: what `soak status --json` prints. */
export type RunStatus = z.output<typeof status>;

export const REPLY = z.discriminatedUnion('tell', [
  z.object({ tell: z.literal('status'), status }),
  /** Something happened: a phase, an event, a stall. Its fields are those of the journal. */
  z.object({
    tell: z.literal('note'),
    note: z.custom<NoteRecord>((value) => (value as NoteRecord | null)?.type === 'note'),
  }),
  z.object({ tell: z.literal('done'), atMs: count }),
  z.object({ tell: z.literal('refused'), why: z.string() }),
  /** The report is written. */
  z.object({ tell: z.literal('end'), exitCode: count }),
]);

export type ControlReply = z.output<typeof REPLY>;

/** A line that was read as JSON of this shape; undefined when it is something else. */
export function parseLine<Shape>(line: string, schema: z.ZodType<Shape>): Shape | undefined {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    // Whatever is wrong with it: the other side is told that it was not understood.
    return undefined;
  }
}
