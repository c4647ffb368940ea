import fs from 'node:fs';

/** What the scheduler reports of our main thread at one point in time. */
export interface Schedule {
  readonly atMs: number;
  /** Spent on a CPU. */
  readonly ranMs: number;
  /** Runnable, but another had the CPU. */
  readonly waitedMs: number;
}

/** Three numbers of up to 20 digits. */
const text = Buffer.alloc(64);

/** Opened once and read again from its start: opening it 20 times a second costs more than reading it. */
let descriptor: number | undefined;

/** `/proc/self/schedstat`, or undefined where there is none. */
export function readSchedule(atMs: number): Schedule | undefined {
  let length: number;
  try {
    descriptor ??= fs.openSync('/proc/self/schedstat', 'r');
    length = fs.readSync(descriptor, text, 0, text.length, 0);
  } catch {
    // Not Linux, or a kernel without CONFIG_SCHED_INFO: it cannot be known.
    return undefined;
  }
  const [ranNs = Number.NaN, waitedNs = Number.NaN] = text
    .toString('latin1', 0, length)
    .split(' ')
    .map(Number);
  if (Number.isNaN(ranNs + waitedNs)) return undefined;
  return { atMs, ranMs: ranNs / 1e6, waitedMs: waitedNs / 1e6 };
}

interface Span {
  readonly before: Schedule | undefined;
  readonly after: Schedule | undefined;
}

/**
 * Why the event loop stalled for `gapMs` within a span: it ran (our own code blocked it), it was runnable
 * (others had the CPU), or neither (SIGSTOP, or a disk that blocked us).
 */
export function judgeStall(
  gapMs: number,
  { before, after }: Span,
): 'own-loop' | 'cpu-starved' | 'paused' | 'unknown' {
  if (before === undefined || after === undefined) return 'unknown';
  const spanMs = after.atMs - before.atMs;
  // A sample taken long before the gap says more about what went before.
  if (spanMs > gapMs * 3) return 'unknown';
  const ranMs = after.ranMs - before.ranMs;
  const waitedMs = after.waitedMs - before.waitedMs;
  if (ranMs + waitedMs < spanMs / 2) return 'paused';
  return ranMs >= waitedMs ? 'own-loop' : 'cpu-starved';
}
