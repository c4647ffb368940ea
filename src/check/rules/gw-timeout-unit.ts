import type { Route } from '../../manifests/route.ts';
import { hopKind } from '../../path/kinds/all.ts';
import type { Hop, Limit } from '../../path/path.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Found, Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';

/** Nobody means a connection to end after so short a silence. */
const SHORT_MS = 10_000;

/** A number alone, as the value of a key or behind a keyword. */
const BARE = /(?:[:=]|\s)\s*["']?(\d+)["']?\s*(?:#.*)?$/;

export const gwTimeoutUnit: Rule = {
  id: 'GW-TIMEOUT-UNIT',
  severity: 'warning',
  title: 'timeout without a unit, which is read as milliseconds',
  about: `HAProxy and everything that is built on it read a number without a unit as milliseconds. What was meant as 3600 s then
ends a silent connection after 3.6 s. ingress-nginx, whose values are often copied, counts in seconds.`,
  verified: 'source',
  sources: ['docs.haproxy.org/3.0/configuration.html#2.5'],
  *check(subject) {
    const seen = new Set<string>();
    for (const route of subject.routes)
      for (const hop of route.hops.hops)
        for (const limit of hop.limits) {
          const found = inMilliseconds(limit, { hop, route, subject });
          const key = JSON.stringify(found?.at);
          if (found === undefined || seen.has(key)) continue;
          seen.add(key);
          yield found;
        }
  },
};

function inMilliseconds(
  { source, afterMs, startsAt, setting }: Limit,
  { hop, route, subject }: { hop: Hop; route: Route; subject: Subject },
): Found | undefined {
  // UNIT-MILLISECONDS has what is always counted in milliseconds.
  if (hopKind(hop.kind)?.engine !== 'haproxy') return undefined;
  if (source.kind !== 'manifest' || startsAt !== 'last-reset') return undefined;
  const line = subject.sources.line(source.at.file, source.at.line) ?? '';
  const written = BARE.exec(line)?.[1];
  if (written === undefined || afterMs >= SHORT_MS || Number(written) !== afterMs) return undefined;
  return {
    ...placeOf(route.owner),
    at: source.at,
    message: `${setting} ${written} is in milliseconds: a silent connection ends after ${seconds(afterMs)}`,
    effective: seconds(afterMs),
    written,
    fix: advise(`write ${written}s if seconds are meant`),
  };
}
