import type { Refusal } from '../../outcome/ending.ts';
import type { Way } from '../../path/way.ts';
import type { Cause, Explanation } from '../cause.ts';
import type { Named } from '../named.ts';

/** Explains one way in which a connection may fail to open. */
export interface RefusalRule extends Named {
  /** Undefined when it says nothing about this refusal: then the next rule is asked. */
  explain(refusal: Refusal, way: Way): Explanation | undefined;
}

/** Why a rule says so, and what would split its candidates. */
type Grounds = Pick<Explanation, 'reason' | 'evidenceNeeded'>;

/** The same thing at each of these hops: likely where only one is left. */
export function atHops(hops: readonly string[], setting: string, grounds: Grounds): Explanation {
  return oneOf(
    hops.map((hop) => ({ hop, setting })),
    grounds,
  );
}

/** Candidates: likely where only one is left, possible otherwise. */
export function oneOf(causes: readonly Cause[], grounds: Grounds): Explanation {
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

/** The hop that terminates TLS: the first HTTP proxy, or the backend. */
export function tlsTerminator({ stations }: Way): string {
  const proxy = stations.find(({ proxying }) => proxying === 'http-proxy');
  return (proxy ?? stations.at(-1)!).id;
}

/** HTTP proxies of the way, nearest first. */
export function httpProxies({ stations }: Way): readonly string[] {
  return stations.filter(({ proxying }) => proxying === 'http-proxy').map(({ id }) => id);
}
