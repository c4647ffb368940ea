import type { Route } from '../../manifests/route.ts';
import { changeOf } from '../../path/change-of.ts';
import { hopKind } from '../../path/kinds/all.ts';
import type { PlacedLimit } from '../../path/path.ts';
import { seconds } from '../figures.ts';
import { advise, type Fix } from '../fix.ts';
import { inForce, isKeptAlive, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

/** These have rules of their own, which know more. */
const HAVE_RULES = /^(alibaba|aws|azure-lb|gcp|gke)/;

/** Nobody who keeps a connection for hours wants it to end after so little silence by accident. */
const SHORT_MS = 900_000;

const PROPOSED_MS = 3_600_000;

export const lbIdleDefault: Rule = {
  id: 'LB-IDLE-DEFAULT',
  severity: 'warning',
  title: "load balancer with its vendor's short idle timeout",
  about: `Most load balancers end a connection that was quiet for a while: OpenStack Octavia after 50 s, Azure's Application Gateway
after 30 s, DigitalOcean's HTTP forwarding and Civo after 60 s, Scaleway and Vultr after 10 minutes. Where nobody set it,
that default is in force. Raise it where there is a setting, and send a heartbeat more often than that.`,
  verified: 'documentation',
  sources: ['soak catalogue cloud-lb'],
  *check(subject) {
    const seen = new Set<unknown>();
    for (const route of subject.routes) {
      const idle = shortestDefault(route);
      if (idle === undefined || seen.has(route.owner)) continue;
      if (isKeptAlive(route, idle, subject)) continue;
      seen.add(route.owner);
      yield {
        ...placeOf(route.owner),
        message: `${hopKind(idle.hop.kind)?.title ?? idle.hop.kind} ends connections after ${inForce(idle)} of silence (${idle.limit.setting})`,
        effective: inForce(idle),
        fix: fixOf(route, idle),
      };
    }
  },
};

/** Of several idle timeouts the shortest wins, and one may be written while another is not. */
function shortestDefault({ hops, transport }: Route): PlacedLimit | undefined {
  const hop = hops.hops.find(({ role }) => role === 'load-balancer');
  const idle = (hop?.limits ?? []).filter(
    ({ startsAt, onlyFor, maybeSetBy }) =>
      startsAt === 'last-reset' &&
      maybeSetBy === undefined &&
      (onlyFor?.includes(transport) ?? true),
  );
  const [shortest] = idle.sort((a, b) => a.afterMs - b.afterMs);
  const placed = hop && shortest && { hop, limit: shortest };
  return placed !== undefined && isShortDefault(placed) ? placed : undefined;
}

function isShortDefault({ hop, limit }: PlacedLimit): boolean {
  const isDefault = limit.source.kind === 'vendor-default' && limit.verified !== 'unverified';
  return isDefault && limit.afterMs <= SHORT_MS && !HAVE_RULES.test(hop.kind);
}

/** One annotation for each limit that has the same short default, because the smaller one wins. */
function fixOf({ port }: Route, { hop, limit }: PlacedLimit): Fix {
  const heartbeat = `send a heartbeat more often than every ${seconds(limit.afterMs)}`;
  const changes = (hopKind(hop.kind)?.limits ?? [])
    .filter(({ startsAt }) => startsAt === 'last-reset')
    .flatMap((spec) => {
      const wish = { wantedMs: PROPOSED_MS, currentMs: limit.afterMs, port };
      const change = changeOf(spec, wish)?.change;
      return change === undefined ? [] : [change];
    });
  const [first] = changes;
  if (first === undefined) return advise(heartbeat);
  return advise(`raise it, and ${heartbeat}`, {
    where: first.where,
    lines: changes.flatMap(({ text }) => text),
  });
}
