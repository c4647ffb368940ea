import { clock } from '../../explain/words.ts';
import { describeEnding } from '../../outcome/ending.ts';
import type { Judged, Lived } from './score.ts';
import type { Tally } from './tally.ts';
import { isMet, RIGHT_LEAST, sharesOf, WRONGLY_CERTAIN_MOST } from './tally.ts';

const FAILING_MOST = 12;

/** The property's figures, one a line. */
export function tallyInWords(tally: Tally): string {
  const { score } = tally;
  const { drops, right, wronglyCertain } = sharesOf(tally);
  const of = (count: number) => `${counted(count)} (${percent(count / drops)})`;
  return [
    `${counted(drops)} drops were caused in ${counted(tally.worldsWithDrops)} of ${counted(tally.worlds)} worlds`,
    `right            ${percent(right)}   goal: ${percent(RIGHT_LEAST)} or more`,
    `  named          ${of(score.named)}`,
    `  honestly open  ${of(score.open)}   the cause is among the candidates`,
    `  unexplained    ${of(score.unexplained)}`,
    `wrongly certain  ${percent(wronglyCertain)}   goal: ${percent(WRONGLY_CERTAIN_MOST)} or less`,
    `  certain        ${of(score.wronglyCertain)}`,
    `  no drop at all ${of(score.invented)}`,
    `wrongly likely   ${of(score.wronglyLikely)}`,
    `misled           ${of(score.misled)}   possible, and the cause is not among the candidates`,
    `held though dead ${counted(tally.raised)}   goal: none`,
    `quiet nights     ${counted(tally.quietNights)}, drops told in ${counted(tally.alarms.length)}   goal: none`,
    ...failingInWords(tally),
    isMet(tally) ? 'the property holds' : 'the property DOES NOT HOLD',
  ].join('\n');
}

/** One world: what happened, what was said of it, and where the two differ. */
export function livedInWords({ world, groups, judged }: Lived): string {
  const { scenario, network, marks, stalls = [] } = world;
  const hops = scenario.path.hops.flatMap(({ id, kind, limits }) => [
    `hop ${id} (${kind})`,
    ...limits.map(
      ({ setting, afterMs, effects, startsAt, event }) =>
        `  ${setting} ${afterMs / 1_000} s ${startsAt} ${event ?? ''} ${effects.join('|')}`,
    ),
  ]);
  const targets = scenario.targets.map(({ name, connections, traffic, onDrop }) => {
    const beats = traffic.beats.map(({ everyMs }) => `a beat every ${everyMs / 1_000} s`);
    return `target ${name}: ${connections}, ${beats.join() || 'silent'}, keep-alive ${traffic.keepaliveMs ?? 'off'}, ${onDrop.kind}`;
  });
  return [
    ...hops,
    ...(network.path === undefined ? [] : [`in truth: ${JSON.stringify(network.path.hops)}`]),
    ...targets,
    ...(network.faults ?? []).map((fault) => `fault ${clock(fault.atMs)} ${JSON.stringify(fault)}`),
    ...marks.map((mark) => `mark ${clock(mark.atMs)} ${JSON.stringify(mark)}`),
    ...stalls.map(([fromMs, toMs]) => `stall ${clock(fromMs)} for ${toMs - fromMs} ms`),
    ...groups.flatMap((group) => groupInWords(judged.filter((one) => one.group === group))),
  ].join('\n');
}

function groupInWords(members: readonly Judged[]): string[] {
  const { explanation, target, ending, axis } = members[0]!.group;
  const truths = new Map<string, number>();
  for (const { grade, truths: mine } of members) {
    const key = `${grade}: ${mine.map(({ hop, setting }) => `${hop} ${setting}`).join(' and ')}`;
    truths.set(key, (truths.get(key) ?? 0) + 1);
  }
  const causes = explanation.causes.map(({ hop, setting }) => `${hop} ${setting}`);
  return [
    '',
    `${members.length} of ${target}: ${describeEnding(ending)}, on ${axis}`,
    `  ${explanation.certainty}: ${causes.join(' | ') || 'nothing'}`,
    `  ${explanation.reason}`,
    ...[...truths].map(([key, count]) => `  truth of ${count}: ${key}`),
  ];
}

function failingInWords({ failing, alarms }: Tally): string[] {
  if (failing.length === 0 && alarms.length === 0) return [];
  const worst = failing.toSorted((a, b) => b.count - a.count).slice(0, FAILING_MOST);
  const left = failing.length - worst.length;
  return [
    'failing seeds',
    ...worst.map(({ seed, grade, count }) => `  ${seed}: ${counted(count)} ${grade}`),
    ...(left > 0 ? [`  and ${left} more`] : []),
    ...alarms.slice(0, FAILING_MOST).map((seed) => `  ${seed}: a drop in a quiet night`),
    'see one: npm run swarm -- --seed N --show, with --quiet for a quiet night',
  ];
}

function percent(share: number): string {
  return Number.isNaN(share) ? '-' : `${(share * 100).toFixed(3)} %`;
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}
