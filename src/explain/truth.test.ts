import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emptyScore, livedWorld, scoreWorld } from '../testing/explain/truth.ts';
import { explainDrops } from './groups.ts';

const WORLDS = 1_000;

test(`explainDrops() names the hop that did it in ${WORLDS} random worlds, or says that it cannot`, () => {
  const score = emptyScore();
  for (let seed = 1; seed <= WORLDS; seed += 1) scoreWorld(seed, score);
  const { wrong, ...counts } = score;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const told = `${JSON.stringify(counts)}\n${wrong.slice(0, 5).join('\n')}`;
  assert.ok(all > 50_000, `${all} drops`);
  const honest = counts.right + counts.possible + counts.unexplained;
  assert.ok(honest / all >= 0.995, told);
  assert.ok(counts.wronglyCertain / all <= 0.0001, told);
  assert.ok(counts.right / all >= 0.85, `honest is not enough: ${told}`);
});

const seeds = fc.integer({ min: 10_000, max: 10_000_000 });

test('explainDrops() is never certain of a hop that did not do it', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const score = emptyScore();
      scoreWorld(seed, score);
      assert.equal(score.wronglyCertain, 0, score.wrong[0]);
    }),
    { seed: 4, numRuns: 300 },
  );
});

test('explainDrops() puts every drop into one group and does not care about their order', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { drops, context } = livedWorld(seed);
      const groups = explainDrops(drops, context);
      const members = groups.flatMap((group) => group.members).sort((a, b) => a - b);
      assert.deepEqual(
        members,
        drops.map((_, index) => index),
      );
      const backwards = explainDrops(drops.toReversed(), context);
      const said = (all: typeof groups) =>
        all
          .map(
            ({ members: { length }, explanation }) =>
              `${length} ${explanation.certainty} ${explanation.causes.map((cause) => cause.hop)}`,
          )
          .sort();
      assert.deepEqual(said(backwards), said(groups), `seed ${seed}`);
    }),
    { seed: 4, numRuns: 100 },
  );
});

test('explainDrops() gives each explanation a reason, figures that are numbers, and causes as its grade asks', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { drops, context } = livedWorld(seed);
      for (const { explanation, fromMs, toMs, firstAtMs, lastAtMs } of explainDrops(
        drops,
        context,
      )) {
        assert.doesNotMatch(explanation.reason, /undefined|NaN|Infinity|∞|^$/);
        assert.ok(fromMs <= toMs && firstAtMs <= lastAtMs);
        const hops = new Set(explanation.causes.map(({ hop }) => hop)).size;
        if (explanation.certainty === 'unexplained') assert.equal(hops, 0);
        else if (explanation.certainty === 'possible') assert.ok(hops >= 1);
        else assert.equal(hops, 1, explanation.reason);
      }
    }),
    { seed: 4, numRuns: 100 },
  );
});

test('explainDrops() finds nothing in a night without drops', () => {
  assert.deepEqual(explainDrops([], livedWorld(1).context), []);
});
