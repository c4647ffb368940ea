import type { Named } from '../named.ts';
import { accidents } from './accidents.ts';
import { certainty } from './certainty.ts';
import { clockReadings } from './clock-readings.ts';
import { clusters } from './clusters.ts';
import { commonOrigin } from './common-origin.ts';
import { competingCauses } from './competing-causes.ts';
import { explainedAlone } from './explained-alone.ts';
import { firstSilence } from './first-silence.ts';
import { forgottenTogether } from './forgotten-together.ts';
import { lateEvent } from './late-event.ts';
import { lostAtAge } from './lost-at-age.ts';
import { oneClock } from './one-clock.ts';
import { ownHostFate } from './own-host-fate.ts';
import type { AlikePass, RunPass } from './pass.ts';
import { possibleEvent } from './possible-event.ts';
import { repeatedEvents } from './repeated-events.ts';
import { scattered } from './scattered.ts';
import { sharedFate } from './shared-fate.ts';
import { sparedTargets } from './spared-targets.ts';
import { stragglers } from './stragglers.ts';
import { waves } from './waves.ts';

/** The passes over all drops of one target that ended alike, in their order. */
export const ALIKE_PASSES: readonly AlikePass[] = [
  explainedAlone,
  competingCauses,
  oneClock,
  firstSilence,
  lostAtAge,
  forgottenTogether,
  clusters,
  clockReadings,
  lateEvent,
  possibleEvent,
  scattered,
  stragglers,
  accidents,
  certainty,
];

/** The passes over the groups of all targets, which come after them. */
export const RUN_PASSES: readonly RunPass[] = [
  ownHostFate,
  sharedFate,
  waves,
  repeatedEvents,
  commonOrigin,
  sparedTargets,
];

export const PASSES: readonly Named[] = [...ALIKE_PASSES, ...RUN_PASSES];
