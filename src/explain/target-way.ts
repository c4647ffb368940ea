import type { Path } from '../path/path.ts';
import { type Way, wayOf } from '../path/way.ts';
import { giveUpMsOf } from '../scenario/exchanges.ts';
import type { Exchange, Target } from '../scenario/scenario.ts';

/** A target's way with what explanations look up again and again. */
export interface TargetWay extends Way<Target> {
  /** Index into the scenario's targets. */
  readonly index: number;
  /** The soonest that a missing reply is noticed; Infinity when no reply is ever awaited. */
  readonly deadlineMs: number;
}

export function targetWay(path: Path, target: Target, index: number): TargetWay {
  const deadlineMs = Math.min(...awaited(target).map(giveUpMsOf));
  return { ...wayOf(path, target), index, deadlineMs };
}

function awaited({ traffic, finalProbe }: Target): Exchange[] {
  const probe = finalProbe.kind === 'ask' ? [finalProbe.ask] : [];
  return [...traffic.beats, ...probe].filter(({ expect }) => expect.kind !== 'none');
}

/** Whether its connections ask again and again whether the other end is there, with messages or keep-alive probes. */
export function asksAgain({ pauseMsMax, target }: TargetWay): boolean {
  return Number.isFinite(pauseMsMax) || target.traffic.keepaliveMs !== undefined;
}
