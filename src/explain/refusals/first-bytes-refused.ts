import type { Refusal } from '../../outcome/ending.ts';
import { isSecure } from '../../path/transport.ts';
import type { Way } from '../../path/way.ts';
import type { Cause } from '../cause.ts';
import { firstReaders, oneOf, type RefusalRule, terminators } from './refusal-rule.ts';

const PROXY_HEADER = 'PROXY protocol expected';

const PROXY_REMEDY =
  'put the balancer that speaks the PROXY protocol in front, or switch it off at this listener (ingress-nginx: use-proxy-protocol)';

export const firstBytesRefused: RefusalRule = {
  id: 'first-bytes-refused',
  concludes:
    'every dial was ended right after its first bytes and none ever opened: the port expects other bytes first, such as a PROXY header, or the hop cannot reach the next one',
  refutedBy: 'a connection of the same target that opens, with the same first bytes',
  explain(refusal, way, { opened, wantsProxyHeader }) {
    if (!isCutOff(refusal) || opened > 0) return undefined;
    if (wantsProxyHeader === true)
      return oneOf(atReaders(way, PROXY_HEADER), {
        reason: 'the same dial is answered when a PROXY header comes first',
        evidenceNeeded: 'the listener of each of them: proxy_protocol, accept-proxy',
        remedy: PROXY_REMEDY,
      });
    const otherwise = isSecure(way.target.address.transport)
      ? 'no TLS on this port'
      : 'TLS expected';
    const wanted = wantsProxyHeader === false ? [otherwise] : [PROXY_HEADER, otherwise];
    const next = terminators(way).map((hop) => ({ hop, setting: 'next hop not reached' }));
    return oneOf([...wanted.flatMap((setting) => atReaders(way, setting)), ...next], {
      reason: `ended by ${refusal.code.toUpperCase()} right after the first bytes, and none ever opened: the port expects others first (${wanted.join(', or ')}), or a proxy cannot reach the next hop`,
      evidenceNeeded:
        'the error log of the first hop ("broken header", "SSL_do_handshake() failed", "no live upstreams"); a dial that sends nothing: is it ended too?',
      remedy:
        'check what the listener expects first (PROXY protocol, TLS) and whether its next hop is up',
    });
  },
};

function isCutOff({ phase, code }: Refusal): boolean {
  const isAfterFirstBytes = phase === 'tls' || phase === 'upgrade' || phase === 'login';
  return isAfterFirstBytes && (code === 'fin' || code === 'rst');
}

function atReaders(way: Way, setting: string): readonly Cause[] {
  return firstReaders(way).map((hop) => ({ hop, setting }));
}
