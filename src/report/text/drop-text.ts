import { formatCount } from '../../analysis/figures.ts';
import type { DropGroup } from '../../analysis/summary/summary.ts';
import { describeEnding } from '../../outcome/ending.ts';
import { measuredRange, moment } from './words.ts';

/** `700 × wss-443 cut by ingress`, `4 × wss-443 unexplained`. */
export function headlineOf({ count, target, hop, certainty, candidates }: DropGroup): string {
  return `${formatCount(count)} × ${target} ${byWhom({ hop, certainty, candidates })}`;
}

function byWhom({
  hop,
  certainty,
  candidates,
}: Pick<DropGroup, 'hop' | 'certainty' | 'candidates'>): string {
  if (certainty === 'unexplained') return 'unexplained';
  if (hop === 'generator') return 'caused by soak itself';
  if (certainty === 'possible') {
    return candidates.length === 0 ? 'unexplained' : `possibly by ${hop ?? hopsOf(candidates)}`;
  }
  return `cut by ${hop ?? hopsOf(candidates)}`;
}

function hopsOf(candidates: readonly string[]): string {
  return [...new Set(candidates.map((candidate) => candidate.split(' ')[0]!))].join(' or ');
}

/** `FIN without close_notify; idle 900.0 to 900.4 s; at +0:15:00 01:15:00Z`. */
export function sawOf(group: DropGroup, startedAt: string): string {
  const { ending, observed, count, firstAtMs, lastAtMs } = group;
  const { axis, fromMs, toMs } = observed;
  const [first, last] = [moment(firstAtMs, startedAt), moment(lastAtMs, startedAt)];
  const when = first === last || count === 1 ? `at ${first}` : `between ${first} and ${last}`;
  if (axis === 'wall') return `${describeEnding(ending)}; ${when}`;
  return `${describeEnding(ending)}; ${axis} ${measuredRange(fromMs, toMs)}; ${when}`;
}

/** The cause in a few words, for a legend: of several candidates, only the hops. */
export function shortCauseOf(group: DropGroup): string {
  const { hop, setting, candidates } = group;
  const isSplit = (hop !== null && setting !== null) || candidates.length <= 1;
  return isSplit ? causeOf(group) : `${hopsOf(candidates)} (${candidates.length} candidates)`;
}

/** `slb EstablishedTimeout 900 s`, or the candidates. */
export function causeOf({ hop, setting, configuredMs, candidates, certainty }: DropGroup): string {
  if (certainty === 'unexplained' || candidates.length === 0) return '';
  if (hop === null || setting === null) return candidates.join(' or ');
  return `${hop} ${setting}${configuredMs === null ? '' : ` ${configuredMs / 1_000} s`}`;
}
