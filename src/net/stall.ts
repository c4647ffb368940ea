import fs from 'node:fs';

/** What the scheduler says of our main thread, at one moment. */
export interface Schedule {
  readonly atMs: number;
  /** Spent on a CPU. */
  readonly ranMs: number;
  /** Runnable, but another had the CPU. */
  readonly waitedMs: number;
}

/** `/proc/self/schedstat`, or undefined where there is none. */
export function readSchedule(atMs: number): Schedule | undefined {
  let text: string;
  try {
    text = fs.readFileSync('/proc/self/schedstat', 'latin1');
  } catch {
    // Not Linux, or a kernel without CONFIG_SCHED_INFO: nobody can tell.
    return undefined;
  }
  const [ranNs = Number.NaN, waitedNs = Number.NaN] = text.split(' ').map(Number);
  if (Number.isNaN(ranNs + waitedNs)) return undefined;
  return { atMs, ranMs: ranNs / 1e6, waitedMs: waitedNs / 1e6 };
}

export interface Span {
  readonly before: Schedule | undefined;
  readonly after: Schedule | undefined;
}

/**
 * Why the loop stood still for `gapMs` within a span: it ran (our own loop was blocked), it wanted to run
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
