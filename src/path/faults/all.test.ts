import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULT_KINDS } from './all.ts';
import type { FaultSite, Victim } from './fault-kind.ts';

/** A site with 10 connections and one listener that writes down what is done to them. */
function site() {
  const deeds: string[] = [];
  const does = (what: string) => () => deeds.push(what);
  const victim: Victim = {
    fin: does('fin'),
    rst: does('rst'),
    stall: does('stall'),
    silence: does('silence'),
    recover: does('recover'),
    loseState: does('lose-state'),
    outdate: (by) => deeds.push(by),
    closeFrame: does('close-frame'),
  };
  const listener = { shut: does('refuse'), reopen: async () => void deeds.push('reopen') };
  const found: FaultSite = {
    id: 'slb',
    victims: () => Array.from({ length: 10 }, () => victim),
    listeners: () => [listener],
    renew: () => Promise.resolve(),
  };
  return { found, deeds };
}

for (const kind of FAULT_KINDS) {
  test(`${kind.name} does what its name says, to as many as were asked for`, async () => {
    const { found, deeds } = site();
    const { count } = await kind.apply(found, { count: 3 });
    const expected = kind.hits === 'listeners' ? 1 : 3;
    assert.equal(count, expected);
    assert.deepEqual(deeds, Array(expected).fill(kind.name));
  });

  test(`${kind.name} is taken back exactly when a scenario may say so`, async () => {
    const { found } = site();
    const { heal } = await kind.apply(found, { forMs: 1_000 });
    assert.equal(heal !== undefined, kind.heals === true);
    await heal?.();
  });

  test(`${kind.name} shows at once only what its effect can be seen as`, () => {
    const { effect, shownAs, event } = kind;
    const isFoundLater = effect === 'silent' || effect === 'rst-on-next-packet';
    if (event !== undefined) assert.equal(shownAs, undefined);
    else assert.equal(shownAs?.length === 0, effect === undefined || isFoundLater);
  });
}

test('the names of faults are words of one scenario key each', () => {
  const names = FAULT_KINDS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const { does } of FAULT_KINDS) assert.doesNotMatch(does, /\.$/);
});
