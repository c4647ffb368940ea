import { hopsOf } from '../conclusion.ts';
import { overrunBefore } from '../event-windows.ts';
import type { Group } from '../grouping/group.ts';
import { revised } from '../grouping/group.ts';
import { clock, counted, seconds } from '../words.ts';
import type { AlikeGround, AlikePass } from './pass.ts';

const id = 'late-event';

/** So much of the run may lie behind some event before a burst behind one means little. */
const COVERAGE_MOST = 0.2;

export const lateEvent: AlikePass = {
  id,
  concludes:
    'a burst after an event, later than the setting says: a different delay is in force; or one that took all that were open, after a reload or a stop of a hop whose delay is not listed',
  refutedBy:
    'another event or a fault at the time of the burst, or a burst of the same kind without the event',
  apply({ open, groups }, ground) {
    return {
      open,
      groups: groups.map((group) => (isBurst(group) ? overrunning(group, ground) : group)),
    };
  },
};

function isBurst(group: Group): boolean {
  return group.madeBy === 'clusters' && group.axis === 'wall';
}

function overrunning(burst: Group, ground: AlikeGround): Group {
  const { windows, scale } = ground;
  const overrun = overrunBefore(burst.fromMs, windows, scale.rangeMs.wall);
  const { conclusion } = burst;
  if (overrun === undefined || !hopsOf(conclusion.candidates).includes(overrun.candidate.hop))
    return drained(burst, ground);
  const { candidate, coverage } = overrun;
  const isSure = coverage <= COVERAGE_MOST;
  const others = conclusion.candidates.filter(({ hop }) => hop !== candidate.hop);
  const { eventAtMs = 0 } = candidate;
  return revised(id, burst, {
    found: `the burst began ${seconds(burst.fromMs - eventAtMs)} after the event at ${clock(eventAtMs)}`,
    conclusion: {
      ...conclusion,
      basis: 'event',
      reason: 'does not match the observed delay: a different value is in force',
      certainty: isSure ? 'likely' : 'possible',
      candidates: isSure ? [candidate] : [candidate, ...others],
    },
  });
}

/** What drains lets go of its connections within a minute, where nobody set more. */
const DRAIN_MS_MAX = 60_000;

/** Of those that were open at the event, as many must have ended together. */
const TAKEN_SHARE = 0.9;

/** All ended together some time after a hop was told to reload or to stop: what it drained was cut when its time was over. */
function drained(burst: Group, { windows, context, scale, way }: AlikeGround): Group {
  const { conclusion, fromMs, cases } = burst;
  const able = hopsOf(conclusion.candidates);
  const marks = windows.all
    .filter(({ mark, timer }) => timer === undefined && fromMs - mark.atMs <= DRAIN_MS_MAX)
    .map(({ mark }) => mark)
    .filter(({ atMs }) => atMs < fromMs);
  const [mark, another] = marks;
  if (mark === undefined || another !== undefined || !DRAINS.has(mark.event ?? '')) return burst;
  if (!able.includes(mark.hop!)) return burst;
  const open = context.openAt?.(way.index, mark.atMs) ?? 0;
  if (open === 0 || cases.length < TAKEN_SHARE * open) return burst;
  const delayMs = fromMs - mark.atMs;
  const isSure = delayMs <= COVERAGE_MOST * scale.rangeMs.wall;
  const found = `all ${counted(cases.length)} ended ${seconds(delayMs)} after the event at ${clock(mark.atMs)}`;
  return revised(id, burst, {
    found,
    conclusion: {
      ...conclusion,
      basis: 'event',
      reason:
        'lets what it held go only after a time that is not listed, and nothing else was marked',
      certainty: isSure ? 'likely' : 'possible',
      candidates: [{ hop: mark.hop!, setting: mark.event!, eventAtMs: mark.atMs, overrun: true }],
      evidenceNeeded: `how long ${mark.hop} drains; the log of the backend: which side closed first?`,
    },
    orTimeout: false,
  });
}

const DRAINS: ReadonlySet<string> = new Set(['reload', 'shutdown']);
