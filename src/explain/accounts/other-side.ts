import type { Ending } from '../../outcome/ending.ts';
import type { Cause, Explanation } from '../cause.ts';
import { namesOf } from '../conclusion.ts';
import type { ExplainedGroup } from '../drop.ts';
import type { Named } from '../named.ts';
import type { ClosedBy } from './account.ts';

/** What one party's log said of the drops of a group. */
export interface GroupEvidence {
  /** Hop id of the party: the last hop of the way for a backend. */
  readonly hop: string;
  /** `the backend's log`, `the log of ingress`. */
  readonly name: string;
  /** Drops of the group that the log tells of. */
  readonly matched: number;
  /** Of these: which side ended it first, with what would prove nothing left out (see `closedFirst`). */
  readonly closedBy: Readonly<Record<ClosedBy, number>>;
  /** The most frequent words of its `self` endings, or of all. */
  readonly ending: string;
}

/** Of the accounts that say who, this share must agree before a group follows them. */
const AGREE_SHARE = 0.9;

/** How far two clocks may lie apart after their offset was taken away; nginx writes whole seconds. */
const CLOCK_SLACK_MS = 1_500;

/**
 * What an account proves about the drop: an end that the party saw only after the client's is the client's
 * own hanging up, unless the client received an end too.
 */
export function closedFirst(
  account: { readonly closedBy: ClosedBy; readonly laterMs: number },
  { kind }: Ending,
): ClosedBy {
  const { closedBy, laterMs } = account;
  const isSilent = kind === 'blackhole' || kind === 'unreachable' || kind === 'local-fault';
  if (closedBy === 'self') return laterMs > CLOCK_SLACK_MS ? 'unknown' : 'self';
  return isSilent && laterMs > -CLOCK_SLACK_MS ? 'unknown' : closedBy;
}

export const otherSide: Named = {
  id: 'other-side',
  concludes:
    'the log of the backend or of a hop says which side ended the connections first: causes on the other side of it are excluded',
  refutedBy: 'the log of another hop that saw the end arrive from the other direction',
};

/** A group after the other side was heard: its explanation is sharper, weaker, or another one. */
export function withOtherSide<Explained extends Pick<ExplainedGroup, 'explanation' | 'steps'>>(
  group: Explained,
  evidence: GroupEvidence,
  via: readonly string[],
): Explained {
  const { hop, name, closedBy, ending, matched } = evidence;
  const at = via.indexOf(hop);
  const said = (['self', 'client-side', 'server-side'] as const).find(
    (one) => closedBy[one] > 0 && closedBy[one] >= AGREE_SHARE * (matched - closedBy.unknown),
  );
  if (said === undefined || at < 0) return group;
  const words = wordsOf(said, { hop, ending, count: `${closedBy[said]} of ${matched}` });
  const left = group.explanation.causes.filter((cause) => isOn(said, at, via.indexOf(cause.hop)));
  const explanation = heard(group.explanation, left, { evidence, said, words });
  const kept = namesOf(explanation.causes);
  const excluded = namesOf(group.explanation.causes).filter((cause) => !kept.includes(cause));
  const { certainty } = explanation;
  const step = { by: otherSide.id, found: `${name}: ${words}`, excluded, certainty };
  return { ...group, explanation, steps: [...group.steps, step] };
}

type Said = Exclude<ClosedBy, 'unknown'>;

interface Heard {
  readonly evidence: GroupEvidence;
  readonly said: Said;
  readonly words: string;
}

/** `left`: the causes on the side that the log names. */
function heard(
  explanation: Explanation,
  left: readonly Cause[],
  { evidence: { hop, name, ending }, said, words }: Heard,
): Explanation {
  if (left.length > 0)
    return sharper(explanation, left, { said, note: `${name} agrees: ${words}` });
  const { causes, reason } = explanation;
  if (said === 'self') {
    const before = causes.length === 0 ? '' : `, which contradicts "${reason}"`;
    return {
      certainty: 'likely',
      causes: [{ hop, setting: ending === '' ? 'closed by itself' : ending }],
      reason: `${name} says: ${words}${before}`,
      ...chanceOf(explanation),
    };
  }
  if (causes.length === 0) return { ...explanation, reason: `${reason}; ${name}: ${words}` };
  const contradicted = `${reason}; but ${name} contradicts it: ${words}`;
  return { ...explanation, certainty: 'possible', reason: contradicted };
}

function isOn(said: Said, at: number, index: number): boolean {
  // A cause that is no hop of the way (ourselves, a stranger) stays possible.
  if (index < 0) return said !== 'self';
  if (said === 'self') return index === at;
  return said === 'client-side' ? index < at : index > at;
}

function sharper(
  explanation: Explanation,
  left: readonly Cause[],
  { said, note }: { readonly said: ClosedBy; readonly note: string },
): Explanation {
  const isOneHop = new Set(left.map(({ hop }) => hop)).size === 1;
  const { certainty, reason, evidenceNeeded } = explanation;
  const isOpen = evidenceNeeded !== undefined && !(isOneHop && left.length === 1);
  const raised = isOneHop && certainty === 'possible' ? 'likely' : certainty;
  return {
    certainty: isOneHop && said === 'self' && certainty === 'likely' ? 'certain' : raised,
    causes: left,
    reason: `${reason}; ${note}`,
    ...chanceOf(explanation),
    ...(isOpen && { evidenceNeeded }),
  };
}

function chanceOf({ expectedByChance }: Explanation): Pick<Explanation, 'expectedByChance'> {
  return expectedByChance === undefined ? {} : { expectedByChance };
}

function wordsOf(
  said: Said,
  { hop, ending, count }: { hop: string; ending: string; count: string },
): string {
  const how = ending === '' ? '' : ` (${ending})`;
  switch (said) {
    case 'self':
      return `${hop} closed ${count} itself${how}`;
    case 'client-side':
      return `${hop} saw the end of ${count} come from the client's side${how}`;
    case 'server-side':
      return `${hop} saw the end of ${count} come from the backend's side${how}`;
  }
}
