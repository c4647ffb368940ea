import { formatCount } from '../../analysis/figures.ts';
import type { DropGroup, Summary } from '../../analysis/summary/summary.ts';
import { causeOf } from './drop-text.ts';
import { plural } from './words.ts';

/** More names than these say less than their number. */
const TARGETS_NAMED_MAX = 2;

/** What ended most of the connections that were not meant to end. */
interface MainCause {
  /** `ingress proxy-read-timeout 60 s cut 50 of 60 wss-443 (and 4 other causes)`. */
  readonly sentence: string;
  /** One group of it, for what to change. */
  readonly group: DropGroup;
}

/** Undefined when nothing dropped that was not meant to. */
export function mainCause({ dropGroups, targets }: Summary): MainCause | undefined {
  const causes = new Map<string, DropGroup[]>();
  for (const group of dropGroups) {
    if (group.expected) continue;
    const key = `${isNamed(group)} ${causeOf(group)}`;
    causes.set(key, [...(causes.get(key) ?? []), group]);
  }
  const bySize = [...causes.values()].sort((a, b) => dropsOf(b) - dropsOf(a));
  const [groups, ...others] = bySize;
  if (groups === undefined) return undefined;
  const names = [...new Set(groups.map(({ target }) => target))];
  const opened = targets
    .filter(({ name }) => names.includes(name))
    .reduce((sum, one) => sum + one.opened, 0);
  const whose =
    names.length > TARGETS_NAMED_MAX ? `connections of ${names.length} targets` : names.join(', ');
  const what = `${formatCount(dropsOf(groups))} of ${formatCount(opened)} ${whose}`;
  const rest =
    others.length === 0
      ? ''
      : ` (and ${formatCount(others.length)} other ${plural(others.length, 'cause')})`;
  return { sentence: `${deed(groups[0]!, what)}${rest}`, group: groups[0]! };
}

function isNamed({ certainty }: DropGroup): boolean {
  return certainty === 'certain' || certainty === 'likely';
}

function deed(group: DropGroup, what: string): string {
  const { hop, certainty } = group;
  const cause = causeOf(group);
  if (hop === 'generator') return `soak itself ended ${what}`;
  if (certainty === 'unexplained' || cause === '') return `${what} dropped, unexplained`;
  if (certainty === 'possible') return `${what} dropped, possibly by ${cause}`;
  return `${cause} ${certainty === 'certain' ? '' : 'probably '}cut ${what}`;
}

function dropsOf(groups: readonly DropGroup[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}
