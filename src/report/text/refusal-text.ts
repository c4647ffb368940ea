import { formatCount } from '../../analysis/figures.ts';
import type { RefusalGroup } from '../../analysis/summary/summary.ts';

/** `12 × wss refused at upgrade: fin`. */
export function refusalHeadline({ count, target, refusal }: RefusalGroup): string {
  return `${formatCount(count)} × ${target} refused at ${refusalAnswer({ refusal })}`;
}

/** `upgrade: 403 (a Location)`. */
export function refusalAnswer({
  refusal: { phase, code, detail },
}: Pick<RefusalGroup, 'refusal'>): string {
  return `${phase}: ${code}${detail === undefined ? '' : ` (${detail})`}`;
}

/** `closed while opening at slb, ingress or pod`, or the candidates; empty when nothing explains it. */
export function refusalCause({ hop, setting, candidates }: RefusalGroup): string {
  if (setting === null) return candidates.join(' or ');
  const hops = candidates.map((candidate) => candidate.slice(0, -setting.length - 1));
  return `${setting} at ${hop ?? `${hops.slice(0, -1).join(', ')} or ${hops.at(-1)}`}`;
}
