import type { Ending, Fin } from '../../outcome/ending.ts';
import type { Station } from '../../path/way.ts';
import type { Drop } from '../drop.ts';
import type { TargetWay } from '../target-way.ts';
import type { Candidate } from '../verdict.ts';
import { lostAt, provocation } from './by-clock.ts';

/** What the kind of ending alone allows, when no clock and no event explains it. */
export interface LeftOver {
  readonly candidates: readonly Candidate[];
  readonly reason: string;
  readonly evidenceNeeded: string;
}

/** One for all drops of a way that look alike: half a million of them may be kept. */
const shared = new WeakMap<TargetWay, Map<string, LeftOver>>();

/** The hops that can have sent this ending, by who ends TCP and TLS on the way. */
export function leftOver(drop: Drop, way: TargetWay): LeftOver {
  const known = shared.get(way) ?? new Map<string, LeftOver>();
  shared.set(way, known);
  const key = `${traceOf(drop.ending)} ${provocation(drop, way)}`;
  let left = known.get(key);
  if (left === undefined) {
    left = workedOut(drop, way);
    known.set(key, left);
  }
  return left;
}

/** All of an ending that tells who can have sent it. */
function traceOf(ending: Ending): string {
  switch (ending.kind) {
    case 'fin':
      return `fin ${ending.closeNotify} ${ending.maybeReset}`;
    case 'blackhole':
      return `blackhole ${ending.noticedBy} ${ending.kernel && ending.kernel.sendQueue > 0}`;
    case 'tls-alert':
      return `tls-alert ${ending.alert}`;
    case 'rst':
    case 'unreachable':
    case 'protocol-error':
    case 'close-frame':
    case 'local-fault':
    case 'local-close':
      return ending.kind;
  }
}

function workedOut(drop: Drop, way: TargetWay): LeftOver {
  const { ending } = drop;
  switch (ending.kind) {
    case 'fin':
      return ending.maybeReset === true
        ? union(finFrom(ending, drop, way), rstFrom(drop, way))
        : finFrom(ending, drop, way);
    case 'rst':
      return rstFrom(drop, way);
    case 'blackhole':
      return lostFrom(drop, way);
    case 'unreachable':
      return {
        candidates: nearer(way).map(({ id }) => ({ hop: id, setting: 'host or link down' })),
        reason: 'a router said that there is no way to the next host',
        evidenceNeeded: 'the state of hosts and links at that time',
      };
    case 'tls-alert':
      return {
        candidates: orderlyTls(way).map(({ id }) => ({
          hop: id,
          setting: `TLS alert ${ending.alert}`,
        })),
        reason: 'only what ends TLS can send an alert',
        evidenceNeeded: 'the error log of what ends TLS',
      };
    case 'protocol-error':
      return {
        candidates: [{ hop: backendOf(way).id, setting: 'protocol error' }],
        reason: 'it said what the protocol does not allow; the hops before it only pass bytes on',
        evidenceNeeded: 'the log of the backend',
      };
    case 'close-frame':
    case 'local-fault':
    case 'local-close':
      return { candidates: [], reason: 'it ended as it was told to', evidenceNeeded: '' };
  }
}

export function backendOf({ stations }: TargetWay): Station {
  return stations.findLast(({ role }) => role === 'backend')!;
}

function finFrom({ closeNotify }: Fin, drop: Drop, way: TargetWay): LeftOver {
  if (closeNotify === true)
    return {
      candidates: [
        ...orderlyTls(way).map(upstreamEnded),
        ...lostBehind(
          drop,
          way,
          way.stations.findIndex(({ proxying }) => proxying === 'http-proxy'),
        ),
      ],
      reason: 'an orderly TLS close: what ends TLS was told to, or lost what is behind it',
      evidenceNeeded: 'the log of the backend: its own close first, or a FIN from the proxy',
    };
  if (closeNotify === false)
    return {
      candidates: forcedTls(way).map(forced),
      reason: 'a FIN without close_notify: a proxy or its host was stopped, or cut it by force',
      evidenceNeeded:
        'the time of reloads and restarts, the access log (a line for a reload, none for a kill), and whether others on the same balancer died too',
    };
  return {
    candidates: [
      ...way.stations.filter(ends).map(forced),
      ...lostBehind(drop, way, way.firstTerminator),
    ],
    reason: 'only what ends TCP can send a FIN',
    evidenceNeeded: 'the log of the backend: who closed first',
  };
}

function rstFrom(drop: Drop, way: TargetWay): LeftOver {
  const answered = provocation(drop, way) !== 'nothing';
  return {
    candidates: nearer(way).map((station) => ({
      hop: station.id,
      setting: answered && station.role !== 'backend' ? 'session lost' : resetSetting(station),
    })),
    reason: answered
      ? 'our own packet was answered by RST though the silence before it was short: the session was gone'
      : 'a RST that we did not provoke; it cannot come from behind what ends TCP first',
    evidenceNeeded: answered
      ? 'whether new connections open, the TTL of the RST in a capture, the log of the backend'
      : 'the log of the balancer, a capture of the RST (its TTL)',
  };
}

function lostFrom(drop: Drop, way: TargetWay): LeftOver {
  const { ending } = drop;
  const kernel = ending.kind === 'blackhole' ? ending.kernel : undefined;
  const terminator = way.stations[way.firstTerminator]!.id;
  const candidates = way.stations
    .filter((_, station) => lostAt(station, drop, way))
    .map(({ id, terminates }) => ({
      hop: id,
      setting: terminates === 'yes' ? 'hang or loss of packets' : 'loss of packets or session',
    }));
  if (kernel !== undefined && kernel.sendQueue === 0)
    return {
      candidates,
      reason: `our bytes were acknowledged: ${terminator} or something behind it hangs or loses packets`,
      evidenceNeeded: `the logs of ${terminator} and of the backend, a group that does not pass ${terminator}`,
    };
  return {
    candidates,
    reason:
      candidates.length < way.stations.length
        ? `nobody acknowledged our packets: they were lost before ${terminator} or at it`
        : 'silence, and nothing tells where',
    evidenceNeeded:
      'the log of the backend (does it still receive?), the kernel queues of our socket',
  };
}

/** Behind a proxy a lost session shows as the proxy's close, right after our write went through it. */
function lostBehind(drop: Drop, way: TargetWay, proxy: number): Candidate[] {
  if (proxy < 0 || provocation(drop, way) !== 'write') return [];
  return way.stations
    .filter(({ terminates }, station) => station > proxy && terminates !== 'yes')
    .map(({ id }) => ({ hop: id, setting: 'session lost' }));
}

/** Whoever may have begun an orderly TLS close: the HTTP proxy for what is behind it, or any end of TLS. */
function orderlyTls(way: TargetWay): readonly Station[] {
  const ingress = way.stations.findIndex(({ proxying }) => proxying === 'http-proxy');
  if (ingress < 0) return way.stations.filter(ends);
  return way.stations.filter(
    (station, index) => ends(station) && (index > ingress || closesOrderly(station, way)),
  );
}

/** nginx cuts what is left after a reload by force; others say goodbye in TLS first. */
function closesOrderly({ id }: Station, { timers }: TargetWay): boolean {
  return timers.some(
    ({ hop, limit }) =>
      hop.id === id && limit.startsAt === 'event' && limit.effects.includes('close-notify'),
  );
}

/** Behind the HTTP proxy every end becomes an orderly one, so force was used before it or at it. */
function forcedTls(way: TargetWay): readonly Station[] {
  const ingress = way.stations.findIndex(({ proxying }) => proxying === 'http-proxy');
  return way.stations.filter(
    (station, index) => (ingress < 0 || index <= ingress) && ends(station),
  );
}

/** A segment of TCP comes from the first terminator or from before it. */
function nearer(way: TargetWay): readonly Station[] {
  return way.stations.slice(0, way.firstTerminator + 1);
}

function ends({ terminates }: Station): boolean {
  return terminates !== 'no';
}

function upstreamEnded({ id, role }: Station): Candidate {
  return { hop: id, setting: role === 'backend' ? 'connection closed' : 'reload, stop or crash' };
}

function forced({ id, role }: Station): Candidate {
  return { hop: id, setting: role === 'backend' ? 'connection closed' : 'reload, stop or crash' };
}

function resetSetting({ role, terminates }: Station): string {
  if (role === 'backend') return 'connection reset';
  return terminates === 'yes' ? 'killed or stopped with unread data' : 'reset by a middlebox';
}

function union(a: LeftOver, b: LeftOver): LeftOver {
  const added = b.candidates.filter(({ hop }) => a.candidates.every((other) => other.hop !== hop));
  return {
    candidates: [...a.candidates, ...added],
    reason: 'a FIN, or a RST that stood behind unread data: both readings are possible',
    evidenceNeeded: `a capture (FIN or RST); ${a.evidenceNeeded}`,
  };
}
