import type { LiveTargetView, LiveView } from '../../report/live/state.ts';
import type { FollowedRun } from '../extension.ts';
import type { RunStatus } from './protocol.ts';

/** Columns of a sparkline, twice: what a client could draw of a longer history. */
const HISTORY_MAX = 120;

/** The figures of a run, to be sent. */
export function statusOf(run: FollowedRun, pid: number): RunStatus {
  const { state, folder, soakVersion, startedAtMs } = run;
  const { name, durationMs, atMs, phase, connections, open, refused, unwanted } = state;
  const { lagMsMax, cpuMs, rssBytes, openFiles } = state;
  return {
    ...{ run: folder.id, folder: folder.path, soakVersion, pid, startedAtMs },
    ...{ name, durationMs, atMs, phase, connections, open, refused, unwanted },
    ...{ lagMsMax, cpuMs, rssBytes, openFiles },
    openHistory: thinned(state.openHistory),
    targets: state.targets.map(figuresOf),
  };
}

function figuresOf(target: LiveTargetView): RunStatus['targets'][number] {
  const { name, connections, expectsDrops, open, opening, unproven, rtt } = target;
  const { opened, refused, dropped, lateReplies, idleMsMax } = target;
  return {
    ...{ name, connections, expectsDrops, open, opening, unproven },
    ...{ opened, refused, dropped, lateReplies, idleMsMax },
    rtt:
      rtt.count === 0
        ? { count: 0, p50: 0, p99: 0, max: 0 }
        : {
            count: rtt.count,
            p50: rtt.percentile(50),
            p99: rtt.percentile(99),
            max: rtt.max,
          },
  };
}

/** As a sparkline picks them: the last value of each equal part. */
function thinned(history: readonly number[]): number[] {
  const count = Math.min(HISTORY_MAX, history.length);
  return Array.from(
    { length: count },
    (_, index) => history[Math.floor(((index + 1) * history.length) / count) - 1]!,
  );
}

/** Figures that were received, as a screen wants them. */
export function viewOf(status: RunStatus): LiveView {
  return {
    ...status,
    targets: status.targets.map((target) => ({ ...target, rtt: { ...target.rtt, percentile } })),
  };
}

/** Only these two travel; no screen shows another. */
function percentile(this: { readonly p50: number; readonly p99: number }, percent: number): number {
  return percent === 50 ? this.p50 : this.p99;
}
