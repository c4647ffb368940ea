import type { Ending } from '../../outcome/ending.ts';
import { canEnd } from '../../path/fate.ts';
import { shows } from '../../path/sight.ts';
import { isSecure } from '../../path/transport.ts';
import { type FatedLimit, fatesOf } from '../../report/plan/fate.ts';
import { planText } from '../../report/plan/plan-text.ts';
import { plain } from '../../report/text/paint.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** What became of one connection, whoever played the path. */
export interface Life {
  readonly openedMs: number;
  /** What ended it before the end of the hold. */
  readonly killer?:
    | { readonly hop: string; readonly setting: string; readonly atMs: number }
    | undefined;
  /** How it looked to the client, where nothing else hid it. */
  readonly ending?: Ending | undefined;
}

/** Clocks of a run and of a path differ by a round trip and a tick. */
const SLACK_MS = 150;

interface Question {
  readonly scenario: Scenario;
  readonly fates: readonly FatedLimit[];
  readonly holdEndMs: number;
}

/** Where the lives of a target's connections contradict what the plan says of its limits. */
export function contradictions(
  scenario: Scenario,
  lives: readonly Life[],
  holdEndMs: number,
): readonly string[] {
  const fates = fatesOf(scenario.targets[0]!, scenario);
  const question = { scenario, fates, holdEndMs };
  return [
    ...misprints(scenario, fates),
    ...lives.flatMap((life) => [...wronglyKilled(life, question), ...wronglyAlive(life, question)]),
  ];
}

/** The words of the plan, by what they mean. */
const PRINTED: readonly (readonly [RegExp, readonly FatedLimit['fate']['kind'][]])[] = [
  [/ every [\d.]+ m?s$/, ['restarted']],
  [/ (closes it|expected drop)$/, ['ends']],
  [/ may close it$/, ['may-end']],
  [/ from [\d.]+ m?s$/, ['ends', 'may-end']],
  [/ not reached$/, ['beyond']],
  [/ later$/, ['preceded']],
  [/ not planned$/, ['waits']],
];

const EXPECTED = {
  shards: 1,
  memoryBytes: 1,
  busiest: ['h:1', 1],
  portsPerAddress: 1,
} as const;

/** Lines of the printed plan that say something else than the fate. */
function misprints(scenario: Scenario, fates: readonly FatedLimit[]): readonly string[] {
  const text = planText(scenario, { expected: EXPECTED, notes: [], paint: plain });
  const lines = text.split('\n').filter((line) => /^ {2}[✓✗?·] /.test(line));
  if (lines.length !== fates.length)
    return [`${fates.length} limits, ${lines.length} lines\n${text}`];
  return fates.flatMap(({ fate }, index) => {
    const line = lines[index]!;
    const meant = PRINTED.find(([words]) => words.test(line))?.[1] ?? [];
    return meant.includes(fate.kind) ? [] : [`printed "${line}" for ${fate.kind}`];
  });
}

/** A limit ended it that should not have done so, or not yet, or not in this manner. */
function wronglyKilled(life: Life, { fates, scenario }: Question): readonly string[] {
  const { killer, openedMs, ending } = life;
  if (killer === undefined) return [];
  const own = fates.filter(
    ({ hop, limit }) => hop.id === killer.hop && limit.setting === killer.setting,
  );
  const name = `${killer.hop} ${killer.setting} at ${Math.round(killer.atMs - openedMs)} ms`;
  const able = own.filter(
    ({ fate }) => canEnd(fate) && firstOf(fate, openedMs) <= killer.atMs + SLACK_MS,
  );
  if (able.length === 0)
    return [`ended by ${name}: ${own.map(({ fate }) => JSON.stringify(fate)).join(', ')}`];
  if (ending === undefined) return [];
  const carriesTls = isSecure(scenario.targets[0]!.address.transport);
  const looks = able.flatMap(({ sights }) => sights);
  const isSeen = looks.some(({ shape }) => shows(shape, ending, carriesTls));
  return isSeen
    ? []
    : [`${name} looks like ${JSON.stringify(ending)}, not ${JSON.stringify(looks)}`];
}

/** It outlived a limit that ends every connection. */
function wronglyAlive(
  { killer, openedMs }: Life,
  { fates, holdEndMs }: Question,
): readonly string[] {
  const diedMs = killer?.atMs ?? Number.POSITIVE_INFINITY;
  return fates.flatMap(({ fate, hop, limit }) => {
    if (fate.kind !== 'ends') return [];
    const lastMs = (fate.on === undefined ? openedMs : 0) + fate.lastMs + SLACK_MS;
    if (lastMs > holdEndMs || diedMs <= lastMs) return [];
    return [`outlived ${hop.id} ${limit.setting}: ${JSON.stringify(fate)}`];
  });
}

function firstOf(fate: FatedLimit['fate'], openedMs: number): number {
  if (fate.kind !== 'ends' && fate.kind !== 'may-end') return Number.POSITIVE_INFINITY;
  return fate.on === undefined ? openedMs + fate.firstMs : fate.firstMs;
}
