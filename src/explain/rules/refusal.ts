import type { Refusal } from '../../outcome/ending.ts';
import type { Path } from '../../path/path.ts';
import type { Station } from '../../path/way.ts';
import type { Target } from '../../scenario/scenario.ts';
import type { Explanation } from '../cause.ts';
import type { TargetWay } from '../target-way.ts';
import { targetWay } from '../target-way.ts';

interface Finding {
  readonly hops: readonly string[];
  readonly what: string;
  readonly reason: string;
  readonly evidence?: string;
}

/** Why connections of a target never opened: the stage that they came to, and what said no. */
export function explainRefusal(refusal: Refusal, target: Target, path: Path): Explanation {
  const way = targetWay(path, target, 0);
  const finding = findingOf(refusal, way);
  const { hops, what, reason, evidence } = finding;
  return {
    certainty: hops[0] === 'generator' ? 'certain' : hops.length === 1 ? 'likely' : 'possible',
    causes: hops.map((hop) => ({ hop, setting: what })),
    reason,
    ...(evidence === undefined ? {} : { evidenceNeeded: evidence }),
  };
}

/** Resources of our own that run out. */
const OWN_CODES = [
  'EADDRNOTAVAIL',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EACCES',
  'EADDRINUSE',
];

function findingOf(refusal: Refusal, way: TargetWay): Finding {
  const { phase, code } = refusal;
  if (phase === 'local' || OWN_CODES.includes(code))
    return {
      hops: ['generator'],
      what: code,
      reason: `our own kernel refused (${code}): ports, files or memory`,
    };
  if (phase === 'resolve')
    return {
      hops: ['generator'],
      what: 'name does not resolve',
      reason: `no address for the host (${code})`,
    };
  if (phase === 'connect') return connectFinding(code, way);
  if (/^\d{3}$/.test(code)) return statusFinding(Number(code), way);
  if (isCertificate(code))
    return {
      hops: [tlsEnd(way).id],
      what: 'certificate',
      reason: `we do not trust the certificate (${code})`,
      evidence: 'the certificate in use, and the name and authorities that the scenario expects',
    };
  if (code === 'EPROTO')
    return {
      hops: [tlsEnd(way).id],
      what: 'TLS handshake',
      reason:
        'a fatal TLS alert, or no TLS at all on this port: name (SNI), version or port is wrong',
      evidence: 'the alert in the detail; openssl s_client on the same port',
    };
  return brokenOff(code, way);
}

/** Nothing answered, or the first thing that ends TCP said no. */
function connectFinding(code: string, way: TargetWay): Finding {
  const hops = nearer(way);
  if (code === 'ECONNREFUSED')
    return {
      hops,
      what: 'nothing listens',
      reason:
        'the SYN was answered by RST: nothing listens at what ends TCP first, or a rule is gone',
      evidence: 'whether the process listens, and the listener and endpoints of the balancer',
    };
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return {
      hops,
      what: 'host or link down',
      reason: `a router said that there is no way (${code})`,
      evidence: 'the state of hosts and links',
    };
  return {
    hops,
    what: 'SYN not answered',
    reason: 'neither SYN-ACK nor RST came: SYN or SYN-ACK is lost, which look the same',
    evidence: 'security groups and firewalls; a capture on the first hop',
  };
}

/** TCP opened, which behind a proxy proves nothing, and then it broke off or fell silent. */
function brokenOff(code: string, way: TargetWay): Finding {
  if (code === 'timeout' || code === 'ETIMEDOUT')
    return {
      hops: terminators(way),
      what: 'accepted, then silent',
      reason:
        'the kernel accepted and nobody answered: a full backlog, a connection limit, or a hung process',
      evidence: 'connection limits (maxconn, worker_connections) and the state of the processes',
    };
  if (code === 'rst')
    return {
      hops: nearer(way),
      what: 'reset while opening',
      reason:
        'RST while opening: out of worker connections, or killed; it cannot come from behind what ends TCP first',
      evidence: 'the error log of what ends TCP first',
    };
  return {
    hops: terminators(way),
    what: 'closed while opening',
    reason: `closed while opening (${code}): a proxy accepted and could not reach the next hop, or it is out of connections`,
    evidence: 'the log of each proxy: which next hop refused or timed out',
  };
}

function statusFinding(status: number, way: TargetWay): Finding {
  const proxies = way.stations
    .filter(({ proxying }) => proxying === 'http-proxy')
    .map(({ id }) => id);
  const backend = way.stations.at(-1)!.id;
  const behind = proxies.length === 0 ? [backend] : [backend, ...proxies];
  switch (status) {
    case 502:
      return {
        hops: [backend],
        what: 'HTTP 502',
        reason: 'the ingress answered 502: the backend refused, or closed at once',
      };
    case 503:
      return {
        hops: [backend],
        what: 'HTTP 503',
        reason: 'the ingress answered 503: no endpoints are ready',
      };
    case 504:
      return {
        hops: [backend],
        what: 'HTTP 504',
        reason: 'the ingress answered 504: the backend did not accept or answer in time',
      };
    default:
      return {
        hops: behind,
        what: `HTTP ${status}`,
        reason: `HTTP ${status} instead of 101: ${statusWords(status)}`,
        evidence: 'the access log of the ingress: has it passed the request on?',
      };
  }
}

function statusWords(status: number): string {
  if (status >= 300 && status < 400) return 'redirected; soak does not follow';
  if (status === 401 || status === 403) return 'not allowed';
  if (status === 404) return 'no such host or path';
  if (status === 400 || status === 426) return 'not taken as an upgrade to WebSocket';
  return 'the server refused';
}

function isCertificate(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|ALTNAME/.test(code);
}

function nearer({ stations, firstTerminator }: TargetWay): readonly string[] {
  return stations.slice(0, firstTerminator + 1).map(({ id }) => id);
}

function terminators({ stations }: TargetWay): readonly string[] {
  return stations.filter(({ terminates }) => terminates !== 'no').map(({ id }) => id);
}

function tlsEnd({ stations }: TargetWay): Station {
  return stations.find(({ proxying }) => proxying === 'http-proxy') ?? stations.at(-1)!;
}
