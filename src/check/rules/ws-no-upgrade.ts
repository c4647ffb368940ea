import type { Route } from '../../manifests/route.ts';
import type { NoUpgrade } from '../../path/path.ts';
import { isWebSocket } from '../../path/transport.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule, Severity } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { targetsOf } from '../target-ways.ts';

export const wsNoUpgrade: Rule = {
  id: 'WS-NO-UPGRADE',
  severity: 'warning',
  title: 'the proxy does not pass on the upgrade, so no WebSocket opens',
  about: `Some proxies pass on Upgrade: websocket only where it is allowed: Contour on routes with enableWebsockets: true, kgateway
once a policy lists websocket, APISIX on routes with websocket: true, Emissary on mappings with allow_upgrade. Elsewhere the
handshake is refused, or the backend gets a plain request. It is an error where the scenario dials the way as a
WebSocket, a warning where the path or the backend looks like one, and else a remark.`,
  verified: 'source',
  sources: [
    'projectcontour/contour@31c4bb38 internal/envoy/v3/route.go',
    'envoyproxy/envoy docs/root/intro/arch_overview/http/upgrades.rst',
  ],
  *check(subject) {
    const seen = new Set<unknown>();
    for (const route of subject.routes) {
      const no = noUpgradeOn(route);
      const place = JSON.stringify(no?.at);
      if (no === undefined || seen.has(place)) continue;
      seen.add(place);
      const severity = severityOf(route, subject);
      if (severity === undefined) continue;
      const { hop, at, why, setting, fix = [] } = no;
      yield {
        ...placeOf(route.owner),
        at,
        severity,
        message: `no WebSocket opens on ${route.name}: ${why}`,
        effective: `no upgrade at ${hop}`,
        fix: advise(`allow it with ${setting}, if WebSockets use this way`, {
          where: setting,
          lines: fix,
        }),
      };
    }
  },
};

/** The hop on a WebSocket's way that does not pass on the upgrade. */
function noUpgradeOn({
  hops,
  transport,
}: Route): (NoUpgrade & { readonly hop: string }) | undefined {
  if (!isWebSocket(transport)) return undefined;
  const hop = hops.hops.find(({ noUpgrade }) => noUpgrade !== undefined);
  return hop?.noUpgrade && { ...hop.noUpgrade, hop: hop.id };
}

/** Names that people give to what speaks WebSocket. */
const LOOKS_LIKE_ONE =
  /(^|[^a-z])(ws|wss|hub|live|push|mqtt|events?|notifications?)([^a-z]|$)|socket|websock|sockjs|signalr|stream|realtime|chat|cable/i;

/** None where other ways of the same object are upgraded: then it is left off on purpose. */
function severityOf(route: Route, subject: Subject): Severity | undefined {
  if (targetsOf(route, subject).length > 0) return 'error';
  if (LOOKS_LIKE_ONE.test(`${route.path} ${route.backend} ${route.host}`)) return 'warning';
  const siblings = subject.routesBy.get(route.owner) ?? [];
  return siblings.some((one) => noUpgradeOn(one) === undefined) ? undefined : 'info';
}
