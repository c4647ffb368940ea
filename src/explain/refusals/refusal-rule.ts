import type { Refusal } from '../../outcome/ending.ts';
import type { Way } from '../../path/way.ts';
import type { Cause, Explanation } from '../cause.ts';
import type { Named } from '../named.ts';
import type { RefusalFacts } from './refusal-facts.ts';

/** Why connections never opened, and what to do about it. */
export interface RefusalExplanation extends Explanation {
  /** What would make them open, or show which of the candidates it is. */
  readonly remedy?: string;
}

/** Explains one way in which a connection may fail to open. */
export interface RefusalRule extends Named {
  /** Undefined when it says nothing about this refusal: then the next rule is asked. */
  explain(refusal: Refusal, way: Way, facts: RefusalFacts): RefusalExplanation | undefined;
}

/** Why a rule says so, what would split its candidates, and what would help. */
type Grounds = Pick<RefusalExplanation, 'reason' | 'evidenceNeeded' | 'remedy'>;

/** The same thing at each of these hops: likely where only one is left. */
export function atHops(
  hops: readonly string[],
  setting: string,
  grounds: Grounds,
): RefusalExplanation {
  return oneOf(
    hops.map((hop) => ({ hop, setting })),
    grounds,
  );
}

/** Candidates: likely where only one is left, possible otherwise. */
export function oneOf(causes: readonly Cause[], grounds: Grounds): RefusalExplanation {
  return { certainty: causes.length === 1 ? 'likely' : 'possible', causes, ...grounds };
}

/** What may answer a SYN, or reset a connection: the first hop that terminates TCP, and those before it. */
export function upToFirstTerminator({ stations, firstTerminator }: Way): readonly string[] {
  return stations.slice(0, firstTerminator + 1).map(({ id }) => id);
}

/** Hops that terminate TCP, or may. */
export function terminators({ stations }: Way): readonly string[] {
  return stations.filter(({ terminates }) => terminates !== 'no').map(({ id }) => id);
}

/** What may read the first bytes of a connection: the first hop that terminates TCP, or one before it that may. */
export function firstReaders({ stations, firstTerminator }: Way): readonly string[] {
  return stations
    .slice(0, firstTerminator + 1)
    .filter(({ terminates }) => terminates !== 'no')
    .map(({ id }) => id);
}

/** The hop that terminates TLS: the first HTTP proxy, or the backend. */
export function tlsTerminator({ stations }: Way): string {
  const proxy = stations.find(({ proxying }) => proxying === 'http-proxy');
  return (proxy ?? stations.at(-1)!).id;
}

/** HTTP proxies of the way, nearest first. */
export function httpProxies({ stations }: Way): readonly string[] {
  return stations.filter(({ proxying }) => proxying === 'http-proxy').map(({ id }) => id);
}

/** Hops that an HTTP answer may come from: the proxies and what is behind them. */
export function httpSpeakers(way: Way): readonly string[] {
  return [way.stations.at(-1)!.id, ...httpProxies(way)];
}
