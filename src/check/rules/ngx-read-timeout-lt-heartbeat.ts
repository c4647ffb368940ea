import { annotationTimeout, intendedTimeout } from '../../path/kinds/ingress-nginx/effective.ts';
import type { PlacedLimit } from '../../path/path.ts';
import { expectsDrop } from '../../scenario/hold.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { inForce, placeOf, routesOfIngress, unlessUnread } from '../places.ts';
import type { Found, Rule } from '../rule.ts';
import type { NginxPlace, Subject } from '../subject.ts';
import { closedBy, targetsOf } from '../target-ways.ts';
import { MEASURED } from '../wording.ts';

export const ngxReadTimeoutLtHeartbeat: Rule = {
  id: 'NGX-READ-TIMEOUT-LT-HEARTBEAT',
  severity: 'error',
  title: 'proxy-read-timeout closes silent WebSockets sooner than intended',
  about: `proxy_read_timeout is an idle timer for the whole tunnel: any byte in either direction restarts it; TCP
keep-alive does not. When it expires, the client sees a TLS close_notify and a FIN (WebSocket 1006), and the
controller's log shows nothing at its default level. With a scenario, its heartbeat is compared with the value
in force; without one, the value that the manifest asks for is.`,
  verified: 'measured',
  sources: ['nginx/nginx src/http/ngx_http_upstream.c, process_upgraded', MEASURED],
  *check(subject) {
    for (const place of subject.nginx) {
      const reason = subject.plan === undefined ? fromWish(place) : fromPlan(place, subject);
      if (reason !== undefined) yield found(place, reason);
    }
  },
};

function found(place: NginxPlace, reason: string): Found {
  const { ingress, controller } = place;
  const { ms, field, from } = annotationTimeout(place, 'proxy-read-timeout');
  const unless = from === 'default' ? unlessUnread(controller) : '';
  const wanted = intendedTimeout(place, 'proxy-read-timeout');
  return {
    ...placeOf(ingress.object, field ?? wanted?.field),
    message: `silent WebSockets are closed after ${seconds(ms)} by proxy_read_timeout (close_notify + FIN, 1006)${unless}: ${reason}`,
    effective: seconds(ms),
    // A default that something unread may replace is no error.
    ...(unless === '' ? {} : { severity: 'warning' }),
    ...(wanted === undefined ? {} : { written: wanted.field.text ?? '' }),
    fix: advise(
      `set ${place.controller.prefix}/proxy-read-timeout to at least three heartbeat intervals, or send something in either direction more often than every ${seconds(ms)}`,
    ),
  };
}

/** When a manifest asks for more than what is in force. */
function fromWish(place: NginxPlace): string | undefined {
  const wanted = intendedTimeout(place, 'proxy-read-timeout');
  const { ms } = annotationTimeout(place, 'proxy-read-timeout');
  return wanted === undefined || wanted.ms <= ms ? undefined : `${seconds(wanted.ms)} was intended`;
}

function fromPlan(place: NginxPlace, subject: Subject): string | undefined {
  const limits = routesOfIngress(subject, place).flatMap((route) =>
    readLimits(route.hops.hops).map((limit) => ({ route, limit })),
  );
  for (const { route, limit } of limits) {
    const target = closedBy(limit, route, subject).find((one) => !expectsDrop(one, limit));
    if (target !== undefined) return `target ${target.name} sends nothing within ${inForce(limit)}`;
  }
  // Where no target uses this route, or the value is not known, the intended one is all there is to go by.
  const isUsed = limits.some(
    ({ route, limit }) =>
      targetsOf(route, subject).length > 0 && (limit.limit.maybeSetBy ?? []).length === 0,
  );
  return isUsed ? undefined : fromWish(place);
}

function readLimits(hops: readonly PlacedLimit['hop'][]): readonly PlacedLimit[] {
  return hops.flatMap((hop) =>
    hop.limits
      .filter(({ setting }) => setting === 'proxy-read-timeout')
      .map((limit) => ({ hop, limit })),
  );
}
