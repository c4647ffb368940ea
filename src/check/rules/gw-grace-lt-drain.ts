import type { Hop, Limit } from '../../path/path.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import type { Found, Rule } from '../rule.ts';

const GRACE = 'terminationGracePeriodSeconds';

/** NGX-GRACE-LT-SHUTDOWN knows its flags too. */
const WITH_A_RULE_OF_ITS_OWN = /^ingress-nginx/;

export const gwGraceLtDrain: Rule = {
  id: 'GW-GRACE-LT-DRAIN',
  severity: 'warning',
  title: 'gateway killed before it has drained',
  about: `A gateway that is stopped lets its connections finish for the time of its drain. The kubelet kills the pod after
terminationGracePeriodSeconds, whatever is still open: a longer drain is cut there, and every connection with it.`,
  verified: 'documentation',
  sources: ['kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle'],
  *check({ routes }) {
    const seen = new Set<string>();
    for (const { hops } of routes) {
      for (const hop of hops.hops) {
        for (const found of findingsOf(hop)) {
          const key = `${found.object} ${found.at.file}:${found.at.line} ${found.message}`;
          if (seen.has(key)) continue;
          seen.add(key);
          yield found;
        }
      }
    }
  },
};

function findingsOf({ kind, role, limits }: Hop): readonly Found[] {
  if (role !== 'ingress' || WITH_A_RULE_OF_ITS_OWN.test(kind)) return [];
  const stops = limits.filter(({ event }) => event === 'shutdown');
  const grace = stops.find(({ setting }) => setting === GRACE);
  if (grace === undefined) return [];
  return stops
    .filter((drain) => drain !== grace && isCut(drain, grace))
    .flatMap((drain) => finding(drain, { grace, kind }));
}

function isCut(drain: Limit, grace: Limit): boolean {
  const isKnown = [drain, grace].every(({ maybeSetBy = [] }) => maybeSetBy.length === 0);
  return isKnown && drain.afterMs >= grace.afterMs;
}

function finding(drain: Limit, { grace, kind }: { grace: Limit; kind: string }): readonly Found[] {
  const { source } = grace;
  if (source.kind !== 'manifest') return [];
  const needed = Math.ceil(drain.afterMs / 1_000) + 30;
  return [
    {
      at: source.at,
      object: kind,
      message: `the kubelet kills the gateway ${seconds(grace.afterMs)} after the stop, but ${drain.setting} lets its connections finish for ${seconds(drain.afterMs)}`,
      effective: seconds(grace.afterMs),
      fix: advise(`set ${GRACE} to ${needed} or more`),
    },
  ];
}
