import type { Refusal } from '../../outcome/ending.ts';
import type { Engine } from '../../path/hop-kind.ts';
import { HOP_KINDS } from '../../path/kinds/all.ts';
import type { Station, Way } from '../../path/way.ts';
import type { Cause } from '../cause.ts';
import { counted } from '../words.ts';
import type { RefusalFacts } from './refusal-facts.ts';
import type { RefusalRule } from './refusal-rule.ts';
import { httpSpeakers, oneOf, terminators, upToFirstTerminator } from './refusal-rule.ts';

/** Fewer refusals, or fewer open ones, may stop at one number by accident. */
const REFUSED_LEAST = 3;
const OPEN_LEAST = 3;

/** Dials that are under way at the same time are counted a little late. */
const SLACK_SHARE = 0.05;

export const openLimit: RefusalRule = {
  id: 'open-limit',
  concludes:
    'dials were refused only while as many connections were open as ever were at once: something on the way allows no more',
  refutedBy: 'more connections open at once than that, or dials that are refused while fewer are',
  explain(refusal, way, facts) {
    if (!isPlateau(facts) || !mayBeFull(refusal)) return undefined;
    const { openMost, openedLater } = facts;
    const most = counted(openMost);
    const causes = suspects(refusal, way).map((station) => causeOf(station, refusal, facts));
    const named = named500(refusal, causes, way);
    const later = openedLater
      ? 'and later dials opened when fewer were'
      : 'though a fault that began at that moment looks the same';
    return {
      ...oneOf(named, {
        reason: `never more than ${most} were open at once, and dials were refused only while ${most} were, ${later}`,
        evidenceNeeded:
          'the limits on open connections of these hops, and their error logs at the first refusal',
        remedy: `raise the limit that ${most} connections reach, add replicas, or hold fewer connections`,
      }),
      ...(!openedLater && named.length === causes.length && { certainty: 'possible' }),
    };
  },
};

/** Refused at one level of open connections, and at no lower one. */
function isPlateau({ refused, wanted, openMost, openLeastAtRefusal }: RefusalFacts): boolean {
  // That as many were open as soak wanted shows nothing.
  if (openMost >= wanted) return false;
  const slack = Math.max(1, Math.ceil(openMost * SLACK_SHARE));
  return (
    refused >= REFUSED_LEAST && openMost >= OPEN_LEAST && openLeastAtRefusal >= openMost - slack
  );
}

/** What a hop that is full may do: not a wrong certificate, nor a status about this request. */
function mayBeFull({ phase, code }: Refusal): boolean {
  if (phase === 'local' || phase === 'resolve') return false;
  if (/^\d{3}$/.test(code)) return ['429', '500', '502', '503', '504'].includes(code);
  return ['fin', 'rst', 'timeout', 'ETIMEDOUT', 'ECONNREFUSED'].includes(code);
}

function suspects(refusal: Refusal, way: Way): readonly Station[] {
  const ids = new Set(hopsThatMayRefuse(refusal, way));
  return way.stations.filter(({ id }) => ids.has(id));
}

function hopsThatMayRefuse({ phase, code }: Refusal, way: Way): readonly string[] {
  if (/^\d{3}$/.test(code)) return httpSpeakers(way);
  return phase === 'connect' ? upToFirstTerminator(way) : terminators(way);
}

/** What limits the connections of a program, by its own name. */
const LIMITS: Readonly<Record<Engine, string>> = {
  // Each proxied connection takes two: https://nginx.org/en/docs/ngx_core_module.html#worker_connections
  nginx: 'worker_connections',
  // https://docs.haproxy.org/2.8/configuration.html#3.2-maxconn
  haproxy: 'maxconn',
  // https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/circuit_breaking
  envoy: 'circuit breaker max_connections',
};

function causeOf(station: Station, { phase }: Refusal, { openMost, sources }: RefusalFacts): Cause {
  const engine = HOP_KINDS.find(({ kind }) => kind === station.kind)?.engine;
  const most = counted(openMost);
  if (engine === 'nginx' && station.terminates !== 'no')
    return {
      hop: station.id,
      setting: `${LIMITS.nginx}: ${most} connections take ${counted(2 * openMost)}`,
    };
  if (engine !== undefined) return { hop: station.id, setting: `${LIMITS[engine]} ${most}` };
  if (phase === 'connect' && station.terminates !== 'yes') {
    const each = sources > 1 ? `, ${counted(openMost / sources)} from each of ${sources}` : '';
    return {
      hop: station.id,
      setting: `a limit of ${most} connections of one source${each}, or its source ports (SNAT)`,
    };
  }
  return { hop: station.id, setting: `a limit of ${most} open connections` };
}

/**
 * nginx says 500 when it has no connection left for its side of a request; what it cannot reach would be 502 or 504
 * (measured with 1.22: "worker_connections are not enough while connecting to upstream").
 */
function named500({ code, http }: Refusal, causes: readonly Cause[], way: Way): readonly Cause[] {
  if (code !== '500' || !/nginx|openresty/i.test(http?.server ?? '')) return causes;
  const nginx = causes.filter(({ setting }) => setting.startsWith(LIMITS.nginx));
  const isBehind = way.stations.at(-1)!.id;
  return nginx.length === 1 && nginx[0]!.hop !== isBehind ? nginx : causes;
}
