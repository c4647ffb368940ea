import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JournalRecord } from '../journal/record.ts';
import { isDrop } from '../outcome/ending.ts';
import { heartbeatOf, hopOf, limitOf, scenarioOf, targetOf } from './scenarios.ts';
import { simulate } from './simulate.ts';

const path = {
  hops: [
    hopOf('slb', [limitOf({ setting: 'EstablishedTimeout', afterMs: 900_000, effects: ['rst'] })]),
  ],
};
const scenario = scenarioOf({
  path,
  targets: [
    targetOf(path, {
      connections: 19_500,
      traffic: { onOpen: [], beats: [heartbeatOf(30_000)] },
    }),
    targetOf(path, { name: 'silent', connections: 500 }),
  ],
  rampMs: 60_000,
  holdMs: 3 * 3_600_000,
  openingMax: 20_000,
});

function night() {
  let drops = 0;
  let held = 0;
  const onRecord = (record: JournalRecord): void => {
    if (record.type !== 'ended') return;
    if (isDrop(record.ending)) drops += 1;
    else held += 1;
  };
  const { digest } = simulate({ scenario, network: { seed: 7, rttMs: [5, 50] }, onRecord });
  return { digest, drops, held };
}

test('three virtual hours of 20,000 connections give the same journal twice', () => {
  const first = night();
  assert.deepEqual({ drops: first.drops, held: first.held }, { drops: 500, held: 19_500 });
  assert.deepEqual(night(), first);
});
