import { emptyScore, scoreWorld } from '../explain/truth.ts';
import { type Measured, type PromiseRow, percentText } from './promise.ts';

/** R1: the hop that is named did it. */
export const attribution: PromiseRow = {
  id: 'R1',
  promise: 'attribution is right',
  goal: '>= 99 % of the named hops right, <= 0.1 % wrongly certain',
  how: 'seeded worlds with 0 to 6 faults, simulated, whose truth is known',
  measure: (effort) => score(effort === 'gate' ? 200 : 1_000),
};

function score(worlds: number): Measured {
  const counts = emptyScore();
  for (let seed = 1; seed <= worlds; seed += 1) scoreWorld(seed, counts);
  const { right, possible, unexplained, misled, wronglyLikely, wronglyCertain } = counts;
  const named = right + wronglyLikely + wronglyCertain;
  const all = named + possible + unexplained + misled;
  const figure =
    `${percentText(right / named)} right, ${percentText(wronglyCertain / all)} wrongly certain; ` +
    `${percentText(named / all)} of ${all.toLocaleString('en-US')} drops named, ${worlds} worlds`;
  return {
    figure,
    ok: all > 0 && right / named >= 0.99 && wronglyCertain / all <= 0.001,
  };
}
