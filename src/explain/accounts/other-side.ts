import type { Ending } from '../../outcome/ending.ts';
import type { Cause, Explanation } from '../cause.ts';
import { isOwnDoing } from '../cause.ts';
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
  /** Drops of the group, and those of them that the log tells of. */
  readonly members: number;
  readonly matched: number;
  /** Of these: which side ended it first, with what would prove nothing left out (see `closedFirst`). */
  readonly closedBy: Readonly<Record<ClosedBy, number>>;
  /** The most frequent words of its `self` endings, or of all. */
  readonly ending: string;
  /** What its own endings mean, as a cause. */
  readonly means: string;
}

/** Of all drops of a group, as many must be told of alike before a log speaks for the group. */
const SPEAKS_SHARE = 0.9;

/** A party that says of so many that it closed them stays a suspect, whoever else says so of all. */
const CLAIM_SHARE = 0.1;

/** Fewest of which the party that closed them and the client agree before that is certain. */
const CERTAIN_LEAST = 3;

/** How far two clocks may lie apart after their offset was taken away; nginx writes whole seconds. */
const CLOCK_SLACK_MS = 1_500;

/**
 * What an account proves about the drop: an end that the party saw only after the client's is the client's
 * own hanging up, unless the client received an end too. Which side ended TCP first says nothing of a Close frame,
 * except where the party reads and writes frames itself.
 */
export function closedFirst(
  account: { readonly closedBy: ClosedBy; readonly laterMs: number; readonly readsFrames: boolean },
  { kind }: Ending,
): ClosedBy {
  const { closedBy, laterMs, readsFrames } = account;
  if (kind === 'close-frame' && !readsFrames) return 'unknown';
  const isSilent = kind === 'blackhole' || kind === 'unreachable' || kind === 'local-fault';
  if (closedBy === 'self') return laterMs > CLOCK_SLACK_MS ? 'unknown' : 'self';
  return isSilent && laterMs > -CLOCK_SLACK_MS ? 'unknown' : closedBy;
}

export const otherSide: Named = {
  id: 'other-side',
  concludes:
    'where logs tell of at least nine tenths of the drops and all logs agree, causes on the other side of those that they name are excluded; where two hops say that they closed, both are left',
  refutedBy: 'the log of another hop that saw the end arrive from the other direction',
};

/** Where a party stands, and what it says of a group. */
interface Statement {
  readonly at: number;
  readonly said: Exclude<ClosedBy, 'unknown'>;
  readonly evidence: GroupEvidence;
}

/** What the way allows, whoever speaks. */
interface WitnessGround {
  readonly via: readonly string[];
  /** All that can have sent such an ending. */
  readonly able: readonly Cause[];
}

/** A group after all logs were heard together: in which order they were given does not matter. */
export function withOtherSides<Explained extends Pick<ExplainedGroup, 'explanation' | 'steps'>>(
  group: Explained,
  evidence: readonly GroupEvidence[],
  ground: WitnessGround,
): Explained {
  const statements = evidence
    .flatMap((one): Statement[] => {
      const at = ground.via.indexOf(one.hop);
      const said = statementOf(one);
      return said === undefined || at < 0 ? [] : [{ at, said, evidence: one }];
    })
    .sort((a, b) => a.at - b.at);
  if (statements.length === 0) return group;
  const words = statements.map(wordsOf).join('; ');
  const claims = evidence.filter(isClaim).map(({ hop }) => ground.via.indexOf(hop));
  const explanation = heard(group.explanation, { statements, claims, words, ...ground });
  const kept = namesOf(explanation.causes);
  const excluded = namesOf(group.explanation.causes).filter((cause) => !kept.includes(cause));
  const { certainty } = explanation;
  const step = { by: otherSide.id, found: words, excluded, certainty };
  return { ...group, explanation, steps: [...group.steps, step] };
}

/** What a log says of nearly all of a group; a log that knows only some of them speaks for those alone. */
function statementOf({ closedBy, members }: GroupEvidence): Statement['said'] | undefined {
  return (['self', 'client-side', 'server-side'] as const).find(
    (said) => closedBy[said] > 0 && closedBy[said] >= SPEAKS_SHARE * members,
  );
}

function isClaim({ closedBy: { self }, members }: GroupEvidence): boolean {
  return self > CLAIM_SHARE * members && self < SPEAKS_SHARE * members;
}

interface Hearing extends WitnessGround {
  readonly statements: readonly Statement[];
  /** Places of those that say of some, but not of nearly all, that they closed them. */
  readonly claims: readonly number[];
  readonly words: string;
}

function heard(explanation: Explanation, hearing: Hearing): Explanation {
  const { statements, words, via, able } = hearing;
  const { causes, reason } = explanation;
  const isPossible = (hop: string) => allows(hearing, via.indexOf(hop));
  // Nobody's place on the way fits all that the logs say.
  if (!via.some(isPossible)) return { ...explanation, reason: `${reason}; logs differ: ${words}` };
  if (isOwnDoing(explanation)) return { ...explanation, reason: `${reason}; ${words}` };
  const left = causes.filter(({ hop }) => isPossible(hop));
  if (left.length > 0) return narrowed(explanation, left, hearing);
  const named = namedBy(
    statements.filter(({ said, at }) => said === 'self' && isPossible(via[at]!)),
  );
  const others = named.length > 0 ? named : able.filter(({ hop }) => isPossible(hop));
  if (causes.length === 0) return unexplained(explanation, others, words);
  const contradicted = `${reason}; but ${words}`;
  if (explanation.certainty === 'certain')
    return { ...explanation, certainty: 'likely', reason: contradicted };
  return {
    ...explanation,
    certainty: 'possible',
    causes: [...causes, ...others],
    reason: contradicted,
  };
}

/** Whether a cause at this place on the way agrees with what all of them say. */
function allows({ statements, claims }: Hearing, index: number): boolean {
  const owners = statements.filter(({ said }) => said === 'self');
  // A cause that is no hop of the way (ourselves, a hop that nobody listed) stays possible while no hop confesses.
  if (index < 0) return owners.length === 0;
  const isOwner = owners.some(({ at }) => at === index) || claims.includes(index);
  if (owners.length > 0 && !isOwner) return false;
  return statements.every(({ said, at }) => {
    if (said === 'self') return true;
    return said === 'client-side' ? index < at : index > at;
  });
}

function namedBy(owners: readonly Statement[]): readonly Cause[] {
  return owners.map(({ evidence: { hop, means } }) => ({ hop, setting: means }));
}

/** `left`: the causes that agree with all logs. */
function narrowed(explanation: Explanation, left: readonly Cause[], hearing: Hearing): Explanation {
  const { statements, words, via } = hearing;
  const { certainty, reason, evidenceNeeded } = explanation;
  const hops = new Set(left.map(({ hop }) => hop));
  // A hop that says that it closed them, and that no other evidence had named, is left beside them.
  const confessed = namedBy(
    statements.filter(
      ({ said, at }) => said === 'self' && !hops.has(via[at]!) && allows(hearing, at),
    ),
  );
  const causes = [...left, ...confessed];
  const isOneHop = hops.size === 1 && confessed.length === 0;
  const isOpen = evidenceNeeded !== undefined && !(isOneHop && left.length === 1);
  return {
    certainty: isOneHop ? raised(certainty, statements) : lowered(certainty, confessed.length > 0),
    causes,
    reason: `${reason}; ${words}`,
    ...chanceOf(explanation),
    ...(isOpen && { evidenceNeeded }),
  };
}

function raised(certainty: Explanation['certainty'], statements: readonly Statement[]) {
  if (certainty === 'possible') return 'likely';
  const isConfessed = statements.some(
    ({ said, evidence: { closedBy, members } }) =>
      said === 'self' && closedBy.self === members && members >= CERTAIN_LEAST,
  );
  return isConfessed && certainty === 'likely' ? 'certain' : certainty;
}

function lowered(certainty: Explanation['certainty'], isContested: boolean) {
  return isContested ? 'possible' : certainty;
}

/** Nothing had explained them: the logs may. */
function unexplained(
  explanation: Explanation,
  others: readonly Cause[],
  words: string,
): Explanation {
  const reason = `${explanation.reason}; ${words}`;
  if (others.length === 0) return { ...explanation, reason };
  const isOneHop = new Set(others.map(({ hop }) => hop)).size === 1;
  return {
    ...explanation,
    certainty: isOneHop ? 'likely' : 'possible',
    causes: others,
    reason: words,
  };
}

function chanceOf({ expectedByChance }: Explanation): Pick<Explanation, 'expectedByChance'> {
  return expectedByChance === undefined ? {} : { expectedByChance };
}

function wordsOf({ said, evidence }: Statement): string {
  const { hop, name, ending, closedBy, members } = evidence;
  const count = `${closedBy[said]} of ${members}`;
  const how = ending === '' ? '' : ` (${ending})`;
  switch (said) {
    case 'self':
      return `${name} says that ${hop} closed ${count} itself${how}`;
    case 'client-side':
      return `${name} says that the end of ${count} came from the client's side${how}`;
    case 'server-side':
      return `${name} says that the end of ${count} came from the backend's side${how}`;
  }
}
