import { ENVOY_KINDS } from '../../manifests/envoy-policies.ts';
import type { Route } from '../../manifests/route.ts';
import type { PlacedLimit } from '../../path/path.ts';
import { isWebSocket } from '../../path/transport.ts';
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
        !ENVOY_KINDS.includes(idle.hop.kind)
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

function fixFor({ owner }: Route, { hop }: PlacedLimit): Fix {
  const advice = 'raise the stream idle timeout, or send a heartbeat more often than every 300 s';
  switch (hop.kind) {
    case 'envoy-gateway':
      return advise(advice, {
        where: 'BackendTrafficPolicy (gateway.envoyproxy.io/v1alpha1)',
        lines: [
          'spec:',
          '  targetRefs:',
          `    - { group: gateway.networking.k8s.io, kind: ${owner.kind}, name: ${owner.name} }`,
          '  timeout: { http: { streamIdleTimeout: 3h } }',
        ],
      });
    case 'contour':
      return advise(advice, {
        where: 'contour.yaml of the ConfigMap contour',
        lines: ['timeouts:', '  stream-idle-timeout: 3h'],
      });
    case 'cilium-gateway':
      return advise(advice, {
        where: 'data of the ConfigMap cilium-config',
        lines: ['http-stream-idle-timeout: "10800"'],
      });
    default:
      return advise(advice);
  }
}
