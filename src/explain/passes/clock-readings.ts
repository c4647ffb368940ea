import type { Candidate } from '../conclusion.ts';
import { distinct } from '../conclusion.ts';
import { type ClockReading, READINGS, type ReadingName } from '../grouping/clock-readings.ts';
import type { Group } from '../grouping/group.ts';
import { extent, revised } from '../grouping/group.ts';
import { ONE_CLOCK_MS } from '../grouping/timer-error.ts';
import { defaultOf, strangers, valuesNotInForce } from '../grouping/unlisted-timeout.ts';
import type { TargetWay } from '../target-way.ts';
import { wellKnownNear } from '../well-known.ts';
import { secondsRange } from '../words.ts';
import { onAgeGrid } from './age-grid.ts';
import type { AlikeGround, AlikePass } from './pass.ts';

const id = 'clock-readings';

/** A sibling has outlived a limit clearly when it lived so much longer. */
const CLEARLY_SHARE = 1.02;
const CLEARLY_MS = 1_000;

/** What connections of one idle time or age have in common may be read on several clocks. */
export const clockReadings: AlikePass = {
  id,
  concludes:
    'a limit that is not listed may run on each clock on which its drops agree, such as silence, silence of one side, messages or age, unless a sibling on the same way lived longer on it',
  refutedBy: 'a connection on the same hops that lives longer on the clock that is named',
  apply({ open, groups }, ground) {
    const gridded = onAgeGrid(id, groups);
    return {
      open,
      groups: gridded.map((group) => (isOfClock(group) ? read(group, ground) : group)),
    };
  },
};

function isOfClock({ madeBy, axis }: Group): boolean {
  return madeBy === 'clusters' && axis !== 'wall';
}

/** A clock on which a group agrees. */
interface Agreed {
  readonly reading: ClockReading;
  readonly fromMs: number;
  readonly toMs: number;
}

function read(group: Group, ground: AlikeGround): Group {
  const agreed = agreedBy(group, ground.way);
  const ruledOut = agreed.flatMap((one) => {
    const by = outlivedBy(one, ground);
    return by === undefined ? [] : [{ ...one, by }];
  });
  const names = new Set(ruledOut.map(({ reading }) => reading.name));
  const left = agreed.filter(({ reading }) => !names.has(reading.name));
  // Where siblings outlived all of them, it is a clock of some hops only: nothing is known to rule out.
  const shown = plain(left.length === 0 ? agreed : left);
  const isAsFound = shown.length === 1 && shown[0]!.reading.name === group.axis;
  if (shown.length === 0 || (isAsFound && ruledOut.length === 0)) return group;
  return named(group, shown, left.length === 0 ? [] : ruledOut, ground);
}

function agreedBy({ cases, fromMs, toMs }: Group, way: TargetWay): readonly Agreed[] {
  const allowedMs = Math.max(ONE_CLOCK_MS, 1.5 * (toMs - fromMs));
  return READINGS.flatMap((reading) => {
    if (reading.needsFrames === true && !way.stations.some(readsFrames)) return [];
    const values = cases.map(({ drop }) => reading.valueOf(drop));
    if (values.some((value) => value === undefined)) return [];
    const span = extent(values, (value) => value!);
    return span.spreadMs <= allowedMs && span.fromMs >= ONE_CLOCK_MS
      ? [{ reading, fromMs: span.fromMs, toMs: span.toMs }]
      : [];
  });
}

function readsFrames({ speaks }: TargetWay['stations'][number]): boolean {
  return speaks.includes('websocket');
}

/** The first target on the same way of which a connection lived clearly longer on this clock. */
function outlivedBy({ reading, toMs }: Agreed, { context, grounds, way }: AlikeGround) {
  const { longestLived, targets } = context;
  if (longestLived === undefined) return undefined;
  const beyondMs = toMs * CLEARLY_SHARE + CLEARLY_MS;
  const index = targets.findIndex((target, other) => {
    const isSame = target.address.transport === way.target.address.transport;
    return (
      isSame && passesAll(grounds[other]!.way, way) && longestLived(reading.name, other) > beyondMs
    );
  });
  return index < 0 ? undefined : targets[index]!.name;
}

function passesAll(other: TargetWay, { stations }: TargetWay): boolean {
  return stations.every(({ id: hop }) => other.stations.some((station) => station.id === hop));
}

/** What says no more than another one of them is left out. */
const COVERED_BY: Readonly<Record<ReadingName, readonly ReadingName[]>> = {
  idle: [],
  age: [],
  'to-backend': ['idle'],
  'to-client': ['idle'],
  'first-message': ['idle'],
  message: ['idle'],
  'since-first': ['age'],
};

/** On which clock a listed limit would have to run, with another value, to be one of these. */
const VALUES_ON: Readonly<Partial<Record<ReadingName, 'idle' | 'age'>>> = {
  idle: 'idle',
  'to-backend': 'idle',
  'to-client': 'idle',
  age: 'age',
};

function plain(agreed: readonly Agreed[]): readonly Agreed[] {
  const names = new Set(agreed.map(({ reading }) => reading.name));
  return agreed.filter(({ reading }) => !COVERED_BY[reading.name].some((name) => names.has(name)));
}

function named(
  group: Group,
  shown: readonly Agreed[],
  ruledOut: readonly (Agreed & { readonly by: string })[],
  { way }: AlikeGround,
): Group {
  const first = shown[0]!;
  const model = group.cases[0]!.conclusion;
  const known = shown.flatMap(({ reading, fromMs, toMs }) =>
    reading.name === 'idle' || reading.name === 'age'
      ? wellKnownNear(reading.name, fromMs, toMs)
      : [],
  );
  const values = shown.flatMap(({ reading: { name } }) =>
    VALUES_ON[name] === undefined
      ? []
      : valuesNotInForce(group.cases[0]!.drop, VALUES_ON[name], way),
  );
  const settings = shown.flatMap(({ reading }): Candidate[] =>
    model.candidates
      .filter(({ hop }) => mayRun(reading, hop, way))
      .map(({ hop }) => ({ hop, setting: reading.setting })),
  );
  const words = [
    `${shown.map(({ reading, fromMs, toMs }) => reading.words(secondsRange(fromMs, toMs))).join(', or ')}; no configured setting has it`,
    ...ruledOut
      .filter(({ reading }) => COVERED_BY[reading.name].length === 0)
      .map(
        ({ reading, by }) => `a connection of ${by} on the same way outlived this ${reading.kind}`,
      ),
    ...known.map(defaultOf),
  ];
  const what = shown.length === 1 ? first.reading.setting : 'a timeout';
  return revised(id, group, {
    found: words.join('; '),
    conclusion: {
      ...group.conclusion,
      candidates: distinct([
        ...group.conclusion.candidates.filter(({ setting }) => setting.startsWith('default of')),
        ...values,
        ...settings,
        ...strangers(what, known),
      ]),
      reason: words[0]!,
      evidenceNeeded:
        shown.length === 1
          ? 'the value in force at each hop on the way, and hops that are not listed'
          : 'a target on the same way that differs in one of these clocks, such as with a heartbeat',
    },
    reason: words.join('; '),
  });
}

/** Clocks of messages run only where frames are read, but the first message may be read as bytes. */
function mayRun({ needsFrames }: ClockReading, hop: string, { stations }: TargetWay): boolean {
  if (needsFrames !== true) return true;
  return stations.some((station) => station.id === hop && readsFrames(station));
}
