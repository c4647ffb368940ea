import { HOP_KINDS } from '../../path/kinds/all.ts';
import type { ConnectionLimit } from '../../path/kinds/connection-limit.ts';
import { group } from '../figures.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Found, Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { targetsOf } from '../target-ways.ts';

export const gwConnectionLimit: Rule = {
  id: 'GW-CONNECTION-LIMIT',
  severity: 'warning',
  title: 'proxy that holds fewer connections than are meant',
  about: `Some proxies count open connections and refuse more: inFlightReq and inFlightConn of Traefik, rate-limit-connections of an
OpenShift Route, max-conns of F5's upstreams. A WebSocket counts for as long as it is open. What counts for each client
address meets a load generator with all of its connections, as it is one address.`,
  verified: 'source',
  sources: [
    'traefik/traefik@fd5a576d pkg/middlewares/inflightreq; pkg/middlewares/tcp/inflightconn',
    'openshift/router@4b401a86d images/router/haproxy/conf/haproxy-config.template#L695',
    'nginx/kubernetes-ingress@0eb3072d pkg/apis/configuration/v1/types.go (max-conns)',
  ],
  *check(subject) {
    for (const { connectionLimits } of HOP_KINDS)
      for (const limit of connectionLimits?.(subject.world.inventory) ?? []) {
        const found = findingOf(limit, subject);
        if (found !== undefined) yield found;
      }
  },
};

function findingOf(limit: ConnectionLimit, subject: Subject): Found | undefined {
  const { setting, max, field, owner, per, above } = limit;
  const targets = new Set(
    (subject.routesBy.get(owner) ?? []).flatMap((route) => targetsOf(route, subject)),
  );
  const wanted = [...targets].reduce((sum, { connections }) => sum + connections, 0);
  if (subject.plan !== undefined && wanted <= max) return undefined;
  const counted = per === 'source' ? ' for each client address, and a load generator is one' : '';
  const need = wanted === 0 ? '' : `, but the scenario needs ${group(wanted)}`;
  return {
    ...placeOf(owner, field),
    at: field.keyAt,
    // Without a scenario nothing says how many there will be.
    ...(wanted === 0 ? { severity: 'info' as const } : {}),
    message: `${setting} holds at most ${group(max)} open connections${counted}${need}: ${above}`,
    effective: group(max),
    written: field.text ?? '',
    fix: advise('raise it above the connections that stay open, or take it off this way'),
  };
}
