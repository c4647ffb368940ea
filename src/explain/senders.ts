import type { Ending, Fin } from '../outcome/ending.ts';
import type { Station } from '../path/way.ts';
import { lostAt, provocation } from './clocks.ts';
import type { Candidate, Conclusion } from './conclusion.ts';
import type { Drop } from './drop.ts';
import type { TargetWay } from './target-way.ts';

/** What the kind of ending alone allows, when no clock and no event explains it. */
type Senders = Required<Pick<Conclusion, 'candidates' | 'reason' | 'evidenceNeeded'>>;

/** One for all drops of a way that look alike: half a million of them may be kept. */
const shared = new WeakMap<TargetWay, Map<string, Senders>>();

/** The hops that can have sent this ending, by which hops terminate TCP and TLS on the way. */
export function sendersOf(drop: Drop, way: TargetWay): Senders {
  const known = shared.get(way) ?? new Map<string, Senders>();
  shared.set(way, known);
  const key = `${senderKey(drop.ending)} ${provocation(drop, way)}`;
  let senders = known.get(key);
  if (senders === undefined) {
    senders = workedOut(drop, way);
    known.set(key, senders);
  }
  return senders;
}

/** All of an ending that shows what can have sent it. */
function senderKey(ending: Ending): string {
  switch (ending.kind) {
    case 'fin':
      return `fin ${ending.closeNotify} ${ending.maybeReset}`;
    case 'blackhole':
      return `blackhole ${ending.noticedBy} ${ending.kernel && ending.kernel.sendQueue > 0}`;
    case 'tls-alert':
      return `tls-alert ${ending.alert}`;
    case 'close-frame':
      return `close-frame ${ending.code}`;
    case 'rst':
    case 'unreachable':
    case 'other-reply':
    case 'protocol-error':
    case 'local-fault':
    case 'local-close':
      return ending.kind;
  }
}

function workedOut(drop: Drop, way: TargetWay): Senders {
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
        reason: 'a router reported that it cannot reach the next host',
        evidenceNeeded: 'the state of hosts and links at that time',
      };
    case 'tls-alert':
      return {
        candidates: orderlyTls(way).map(({ id }) => ({
          hop: id,
          setting: `TLS alert ${ending.alert}`,
        })),
        reason: 'only what terminates TLS can send an alert',
        evidenceNeeded: 'the error log of the hop that terminates TLS',
      };
    case 'other-reply':
      return {
        candidates: [{ hop: backendOf(way).id, setting: 'answered otherwise' }],
        reason: 'the reply is not the one that the scenario expects',
        evidenceNeeded: 'what listens on this port, and what it expects to be asked',
      };
    case 'protocol-error':
      return {
        candidates: [{ hop: backendOf(way).id, setting: 'protocol error' }],
        reason: 'it sent what the protocol does not allow; the hops before it only pass bytes on',
        evidenceNeeded: 'the log of the backend',
      };
    case 'close-frame':
      return {
        candidates: way.stations
          .filter(({ writesFrames }) => writesFrames)
          .map(({ id }) => ({ hop: id, setting: `Close frame ${ending.code}` })),
        reason: 'only what speaks WebSocket writes a Close frame',
        evidenceNeeded: 'the log of the backend: did it close first, or did a Close frame arrive?',
      };
    case 'local-fault':
    case 'local-close':
      return { candidates: [], reason: 'soak closed it', evidenceNeeded: '' };
  }
}

export function backendOf({ stations }: TargetWay): Station {
  return stations.findLast(({ role }) => role === 'backend')!;
}

function finFrom({ closeNotify }: Fin, drop: Drop, way: TargetWay): Senders {
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
      reason: 'an orderly TLS close: the hop that terminates TLS closed, or lost what is behind it',
      evidenceNeeded:
        'the log of the backend: did it close first, or did a FIN arrive from the proxy?',
    };
  if (closeNotify === false)
    return {
      candidates: forcedTls(way).map(forced),
      reason:
        'a FIN without close_notify: a proxy or its host was stopped, or cut the connection by force',
      evidenceNeeded:
        'the times of reloads and restarts; the access log (a line for a reload, none for a kill); did others on the same balancer drop too?',
    };
  return {
    candidates: [
      ...way.stations.filter(ends).map(forced),
      ...lostBehind(drop, way, way.firstTerminator),
    ],
    reason: 'only what terminates TCP can send a FIN',
    evidenceNeeded: 'the log of the backend: which side closed first?',
  };
}

function rstFrom(drop: Drop, way: TargetWay): Senders {
  const answered = provocation(drop, way) !== 'nothing';
  return {
    candidates: nearer(way).map((station) => ({
      hop: station.id,
      setting: answered && station.role !== 'backend' ? 'session lost' : resetSetting(station),
    })),
    reason: answered
      ? 'a RST answered our own packet after a short silence: the session was gone'
      : 'an unprovoked RST; it cannot come from behind the first hop that terminates TCP',
    evidenceNeeded: answered
      ? 'do new connections open? the TTL of the RST in a capture; the log of the backend'
      : 'the log of the balancer; the TTL of the RST in a capture',
  };
}

function lostFrom(drop: Drop, way: TargetWay): Senders {
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
      evidenceNeeded: `the logs of ${terminator} and of the backend; a target that does not pass ${terminator}`,
    };
  return {
    candidates,
    reason:
      candidates.length < way.stations.length
        ? `our packets were not acknowledged: they were lost before ${terminator} or at it`
        : 'silence, and nothing shows where it began',
    evidenceNeeded:
      'the log of the backend (does it still receive?); the kernel queues of our socket',
  };
}

/** Behind a proxy a lost session shows as the proxy's close, right after our write went through it. */
function lostBehind(drop: Drop, way: TargetWay, proxy: number): Candidate[] {
  if (proxy < 0 || provocation(drop, way) !== 'write') return [];
  return way.stations
    .filter(({ terminates }, station) => station > proxy && terminates !== 'yes')
    .map(({ id }) => ({ hop: id, setting: 'session lost' }));
}

/** What may have begun an orderly TLS close: the HTTP proxy for what is behind it, or any end of TLS. */
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

/** A segment of TCP comes from the first terminator or from before it; what only relays passes a RST on. */
function nearer({ stations }: TargetWay): readonly Station[] {
  const last = stations.findIndex(
    ({ terminates, proxying }) => terminates === 'yes' && proxying !== 'relay',
  );
  return stations.slice(0, last + 1);
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

function union(a: Senders, b: Senders): Senders {
  const added = b.candidates.filter(({ hop }) => a.candidates.every((other) => other.hop !== hop));
  return {
    candidates: [...a.candidates, ...added],
    reason: 'a FIN, or a RST behind unread data: both readings are possible',
    evidenceNeeded: `a capture (FIN or RST); ${a.evidenceNeeded}`,
  };
}
