import { otherSide } from './accounts/other-side.ts';
import type { Certainty } from './cause.ts';
import { conclude } from './conclude.ts';
import { namesOf } from './conclusion.ts';
import type { Drop, ExplainContext, ExplainedGroup, Step } from './drop.ts';
import type { Ground } from './ground.ts';
import { groundOf } from './ground.ts';
import { PASSES } from './passes/all.ts';
import { RULES } from './rules/all.ts';
import type { Misfit, Rule } from './rules/rule.ts';
import { counted, secondsRange } from './words.ts';

/** How an explanation came about: plain data, worked out only when somebody asks why. */
export interface Trace {
  readonly target: string;
  /** Drops of the group, and how many of them the rules were asked about again. */
  readonly count: number;
  readonly drops: number;
  readonly certainty: Certainty;
  readonly causes: readonly string[];
  readonly reason: string;
  /** In the order in which they are asked. */
  readonly rules: readonly RuleTrace[];
  /** What the passes over many drops found and changed, in their order. */
  readonly passes: readonly Step[];
  /** Passes that changed nothing of this group. */
  readonly unchanged: readonly string[];
  /** What would change the answer. */
  readonly wouldChange: readonly string[];
}

/** What one rule said of the drops. */
export interface RuleTrace {
  readonly id: string;
  readonly concludes: string;
  /** Drops that it was asked about; 0 where earlier rules had decided all of them. */
  readonly asked: number;
  /** What it names, and for how many drops. */
  readonly named: readonly { readonly cause: string; readonly count: number }[];
  /** What it ruled out, and why. */
  readonly excluded: readonly { readonly cause: string; readonly why: string }[];
}

/** Of more drops than these, as many are asked about, in equal steps. */
const DROPS_MAX = 1_000;

/** Per rule, the most frequent first. */
const EXCLUDED_MAX = 30;

/** Why a group is explained as it is: asks the rules again for its drops, or only for the given ones. */
export function traceOf(
  group: ExplainedGroup,
  drops: readonly Drop[],
  context: ExplainContext,
  members: readonly number[] = group.members,
): Trace {
  const chosen = evenly(members).map((index) => drops[index]!);
  const ground = groundOf(context, chosen[0]!.target);
  const tallies = new Map(RULES.map((rule) => [rule, new RuleTally(rule, ground)] as const));
  for (const drop of chosen)
    conclude(drop, ground, (rule, found) => tallies.get(rule)!.add(drop, namesOf(found)));
  const rules = [...tallies.values()].map((tally) => tally.trace());
  const { certainty, causes, reason, evidenceNeeded } = group.explanation;
  const passed = new Set(group.steps.map(({ by }) => by));
  const refutedBy = [
    ...RULES.filter((_, place) => rules[place]!.named.length > 0),
    ...[...PASSES, otherSide].filter(({ id }) => passed.has(id)),
  ].map((one) => one.refutedBy);
  return {
    target: group.target,
    count: members.length,
    drops: chosen.length,
    certainty,
    causes: [...new Set(causes.map(({ hop, setting }) => `${hop} ${setting}`))],
    reason,
    rules,
    passes: group.steps,
    unchanged: PASSES.map(({ id }) => id).filter((id) => !passed.has(id)),
    wouldChange: [
      ...new Set([...(evidenceNeeded === undefined ? [] : [evidenceNeeded]), ...refutedBy]),
    ],
  };
}

function evenly(members: readonly number[]): readonly number[] {
  if (members.length <= DROPS_MAX) return members;
  const step = members.length / DROPS_MAX;
  return Array.from({ length: DROPS_MAX }, (_, place) => members[Math.floor(place * step)]!);
}

interface Excluded {
  readonly misfit: Misfit;
  count: number;
  fromMs: number;
  toMs: number;
}

/** What one rule says of drop after drop. */
class RuleTally {
  readonly #rule: Rule;
  readonly #ground: Ground;
  readonly #named = new Map<string, number>();
  readonly #excluded = new Map<string, Excluded>();
  #asked = 0;

  constructor(rule: Rule, ground: Ground) {
    this.#rule = rule;
    this.#ground = ground;
  }

  add(drop: Drop, causes: readonly string[]): void {
    this.#asked += 1;
    for (const cause of causes) this.#named.set(cause, (this.#named.get(cause) ?? 0) + 1);
    for (const misfit of this.#rule.excluded?.(drop, this.#ground) ?? []) this.#exclude(misfit);
  }

  trace(): RuleTrace {
    const { id, concludes } = this.#rule;
    return {
      id,
      concludes,
      asked: this.#asked,
      named: [...this.#named]
        .map(([cause, count]) => ({ cause, count }))
        .sort((a, b) => b.count - a.count),
      excluded: [...this.#excluded.values()]
        .sort((a, b) => b.count - a.count)
        .slice(0, EXCLUDED_MAX)
        .map((one) => ({ cause: one.misfit.cause, why: this.#why(one) })),
    };
  }

  #exclude(misfit: Misfit): void {
    const { cause, why, shownMs = 0 } = misfit;
    const key = `${cause}: ${why}`;
    const known = this.#excluded.get(key);
    if (known === undefined) {
      this.#excluded.set(key, { misfit, count: 1, fromMs: shownMs, toMs: shownMs });
      return;
    }
    known.count += 1;
    known.fromMs = Math.min(known.fromMs, shownMs);
    known.toMs = Math.max(known.toMs, shownMs);
  }

  #why({ misfit, count, fromMs, toMs }: Excluded): string {
    const why = misfit.why.replace('{}', secondsRange(fromMs, toMs));
    return count === this.#asked ? why : `${why} (${counted(count)} of ${counted(this.#asked)})`;
  }
}
