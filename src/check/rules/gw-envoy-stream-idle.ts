import type { Route } from '../../manifests/route.ts';
import { changeOf, limitNamed } from '../../path/change-of.ts';
import { hopKind } from '../../path/kinds/all.ts';
import type { PlacedLimit } from '../../path/path.ts';
import { isWebSocket } from '../../path/transport.ts';
import { seconds } from '../figures.ts';
import { advise, type Fix } from '../fix.ts';
import { idleLimitAt, inForce, isKeptAlive, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const gwEnvoyStreamIdle: Rule = {
  id: 'GW-ENVOY-STREAM-IDLE',
  severity: 'warning',
  title: 'Envoy-based gateway closes silent WebSockets after five minutes',
  about: `stream_idle_timeout ends a stream that carries no byte in either direction, after 5 minutes by default. An upgraded
WebSocket is such a stream. The Gateway API has no field for it: timeouts.request of an HTTPRoute is the time to
answer a request. Envoy Gateway has ClientTrafficPolicy and BackendTrafficPolicy (timeout.http.streamIdleTimeout)
and, as its source shows, keeps a silent stream for at least an hour when the route has a request timeout, and for
ever when that is 0s. Contour has timeouts.stream-idle-timeout, Cilium http-stream-idle-timeout.`,
  verified: 'documentation',
  sources: [
    'envoyproxy/envoy docs/root/faq/configuration/timeouts.rst',
    'envoyproxy/gateway@d32f282942 internal/xds/translator/route.go idleTimeout()',
    'gateway-api geps/gep-1742',
  ],
  *check(subject) {
    const seen = new Set<unknown>();
    for (const route of subject.routes) {
      const idle = idleLimitAt(route, 'ingress');
      if (
        idle === undefined ||
        !isWebSocket(route.transport) ||
        hopKind(idle.hop.kind)?.engine !== 'envoy'
      )
        continue;
      if (idle.limit.source.kind === 'manifest' || isKeptAlive(route, idle, subject)) continue;
      if (seen.has(route.owner)) continue;
      seen.add(route.owner);
      yield {
        ...placeOf(route.owner),
        message: `${idle.hop.kind} closes silent WebSockets after ${inForce(idle)} (stream_idle_timeout)`,
        effective: inForce(idle),
        fix: fixFor(route, idle),
      };
    }
  },
};

/** How long a silent WebSocket is to live, where no scenario says. */
const WANTED_MS = 10_800_000;

function fixFor({ port }: Route, { hop, limit }: PlacedLimit): Fix {
  const advice = `raise the stream idle timeout, or send a heartbeat more often than every ${seconds(limit.afterMs)}`;
  const spec = limitNamed(hopKind(hop.kind), limit.setting);
  const possible = spec && changeOf(spec, { wantedMs: WANTED_MS, currentMs: limit.afterMs, port });
  if (possible === undefined) return advise(advice);
  const { where, text } = possible.change;
  return advise(advice, { where, lines: text });
}
