import type { Route } from '../../manifests/route.ts';
import type { Capacity } from '../../path/path.ts';
import type { Target } from '../../scenario/scenario.ts';
import { group } from '../figures.ts';
import { advise } from '../fix.ts';
import type { Rule } from '../rule.ts';
import { targetPosition } from '../subject.ts';
import { targetsOf } from '../target-ways.ts';

export const pathCapacity: Rule = {
  id: 'PATH-CAPACITY',
  severity: 'warning',
  title: 'the scenario holds more connections than a hop lets be open at once',
  about: `A circuit breaker or a connection limit counts what is open: a WebSocket is one connection to the backend and one request for as
long as it lives. The next handshake is answered with 503, or is not accepted. Such a number mostly holds for each proxy, so that several
replicas carry several times as many, if connections are spread evenly.`,
  verified: 'documentation',
  sources: [
    'https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/cluster/v3/circuit_breaker.proto (1,024 by default)',
  ],
  *check(subject) {
    const seen = new Set<string>();
    for (const route of subject.routes)
      for (const target of targetsOf(route, subject)) {
        const tight = tightest(route, target);
        const key = `${target.name} ${tight?.capacity.setting}`;
        if (tight === undefined || seen.has(key)) continue;
        seen.add(key);
        const { hop, capacity } = tight;
        const { setting, most, counts, at } = capacity;
        const origin = at === undefined ? 'default' : `${at.file}:${at.line}`;
        yield {
          at: at ?? targetPosition(subject, target.name),
          object: `target ${target.name}`,
          message: `${hop} allows ${group(most)} ${counts} (${setting}), and ${target.name} holds ${group(target.connections)}`,
          effective: `${group(most)} (${origin})`,
          fix: advise(
            `raise ${setting} above ${group(target.connections)}, or spread the connections over enough replicas`,
          ),
        };
      }
  },
};

/** The least capacity on a way that the connections of a target exceed. */
function tightest(
  { hops }: Route,
  { connections }: Target,
): { readonly hop: string; readonly capacity: Capacity } | undefined {
  return hops.hops
    .flatMap(({ id, capacities = [] }) => capacities.map((capacity) => ({ hop: id, capacity })))
    .filter(({ capacity }) => capacity.most < connections)
    .sort((a, b) => a.capacity.most - b.capacity.most)[0];
}
