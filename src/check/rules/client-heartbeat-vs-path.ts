import { canEnd, type FatedTimer, restartsOf } from '../../path/fate.ts';
import { isAge } from '../../path/way.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { inForce } from '../places.ts';
import type { Rule } from '../rule.ts';
import { targetPosition } from '../subject.ts';
import { type TargetWay, targetWays } from '../target-ways.ts';

export const clientHeartbeatVsPath: Rule = {
  id: 'CLIENT-HEARTBEAT-VS-PATH',
  severity: 'error',
  title: 'heartbeat too slow for the shortest idle limit on the path',
  about: `Each hop has its own idle timer, and the shortest one closes silent connections. A target must send something more
often than that, three times as often to be safe. TCP keep-alive counts only where packets count, and only up to
the first hop that terminates TCP. A target
that is meant to be dropped says so with expect-drop, and this rule skips it.`,
  verified: 'source',
  sources: ['soak catalogue idle-bidirectional'],
  *check(subject) {
    for (const one of targetWays(subject)) {
      const { target, fates } = one;
      const worst = shortest(fates.filter((timer) => !isAge(timer) && isIdleEnd(timer)));
      // An expected drop that cannot happen is CLIENT-EXPECT-DROP-UNREACHABLE.
      if (worst === undefined || target.expectDrop !== undefined) continue;
      const { limit, hop } = worst;
      const third = seconds(Math.max(1_000, Math.floor(limit.afterMs / 3_000) * 1_000));
      yield {
        at: targetPosition(subject, target.name),
        object: `target ${target.name}`,
        message: `${hop.id} (${hop.kind}) closes idle connections after ${inForce(worst)} (${limit.setting}); ${habit(worst, one)}`,
        effective: seconds(limit.afterMs),
        written: short(worst, one),
        fix: advise(
          `send a heartbeat every ${third} or less; or add expect-drop, if the target is meant to show this`,
        ),
      };
    }
  },
};

function isIdleEnd({ limit, fate }: FatedTimer): boolean {
  return limit.startsAt === 'last-reset' && canEnd(fate);
}

function shortest(timers: readonly FatedTimer[]): FatedTimer | undefined {
  return [...timers].sort((a, b) => a.limit.afterMs - b.limit.afterMs)[0];
}

function habit(timer: FatedTimer, one: TargetWay): string {
  const { beats, keepaliveMs } = one.target.traffic;
  const everyMs = pauseMs(timer, one);
  if (everyMs !== undefined) return `this target sends only every ${seconds(everyMs)}`;
  if (beats.length > 0) return 'what this target sends does not restart that clock';
  return keepaliveMs === undefined
    ? 'this target is silent'
    : `this target sends nothing but TCP keep-alive, which ${fallsShort(timer, one)}`;
}

/** Why TCP keep-alive does not restart this clock in time. */
function fallsShort({ limit, station, hearsKeepalive }: FatedTimer, { way, target }: TargetWay) {
  if (limit.resetBy !== 'packets') return 'does not count there';
  const nearer = way.stations.slice(0, station);
  const stop = nearer.find(({ terminates }) => terminates === hearsStop[hearsKeepalive]);
  if (stop === undefined) return `comes only every ${seconds(target.traffic.keepaliveMs!)}`;
  return hearsKeepalive === 'no'
    ? `does not get past ${stop.id}`
    : `gets past ${stop.id} only if that does not terminate TCP`;
}

/** What keeps a probe from a hop: the first that terminates TCP, or may do so. */
const hearsStop = { no: 'yes', maybe: 'maybe', yes: undefined } as const;

function pauseMs(timer: FatedTimer, { target }: TargetWay): number | undefined {
  const spoken = restartsOf(timer, target.traffic).filter(({ by }) => by !== 'keepalive');
  return spoken.length === 0 ? undefined : Math.min(...spoken.map(({ mostMs }) => mostMs));
}

function short(timer: FatedTimer, one: TargetWay): string {
  const everyMs = pauseMs(timer, one);
  if (everyMs !== undefined) return `every ${seconds(everyMs)}`;
  return one.target.traffic.keepaliveMs === undefined ? 'silent' : 'TCP keep-alive only';
}
