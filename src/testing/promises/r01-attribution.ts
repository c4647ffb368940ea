import { addWorld, emptyTally, sharesOf } from '../swarm/tally.ts';
import { type Measured, type PromiseRow, percentText } from './promise.ts';

/** R1: the hop that is named did it. */
export const attribution: PromiseRow = {
  id: 'R1',
  promise: 'attribution is right',
  goal: '>= 99 % of the named hops right, <= 0.1 % wrongly certain',
  how: 'the engine in seeded worlds with up to 11 faults, whose truth is known (npm run swarm)',
  measure: (effort) => score(effort === 'gate' ? 25 : 1_000),
};

function score(worlds: number): Measured {
  const tally = emptyTally();
  for (let seed = 1; seed <= worlds; seed += 1) addWorld(tally, seed);
  const { named, wronglyLikely } = tally.score;
  const { drops, wronglyCertain } = sharesOf(tally);
  const told = named + wronglyLikely + wronglyCertain * drops;
  const figure =
    `${percentText(named / told)} right, ${percentText(wronglyCertain)} wrongly certain; ` +
    `${percentText(told / drops)} of ${drops.toLocaleString('en-US')} drops named, ${worlds} worlds`;
  return { figure, ok: drops > 0 && named / told >= 0.99 && wronglyCertain <= 0.001 };
}
