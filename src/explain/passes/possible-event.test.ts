import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  heartbeat,
  pathOf,
  pod,
  provokedDrop,
  slb,
  target,
  world,
} from '../../testing/explain/fixtures.ts';
import type { Drop } from '../drop.ts';
import { explainDrops } from '../explain-drops.ts';

const PATH = pathOf(slb(86_400_000, ['rst-on-next-packet']), pod());
const SILENT = target('silent', 'tcp', PATH);
const END_MS = 7_200_000;

/** Connections that never spoke, found dead when they were asked at the end. */
function foundAtTheEnd(count: number): Drop[] {
  return Array.from({ length: count }, (_, index) =>
    provokedDrop(7_100_000 - index * 900, 7_100_000 - index * 900, { atMs: END_MS + index }),
  );
}

function explained(eventAtMs: number) {
  const mark = { atMs: eventAtMs, label: 'failover', hop: 'slb', event: 'lose-state' };
  const context = world(PATH, SILENT, { events: [mark], durationMs: END_MS });
  const [group, ...others] = explainDrops(foundAtTheEnd(40), context);
  assert.equal(others.length, 0);
  return group!.explanation;
}

test('explainDrops() thinks an event possible that silent connections were found dead after', () => {
  const { certainty, causes, reason } = explained(3_000_000);
  assert.equal(certainty, 'possible');
  assert.deepEqual(causes[0], { hop: 'slb', setting: 'lose-state' });
  assert.match(reason, /an event that can lose sessions lies in the time when it was lost/);
});

test('explainDrops() blames no event before the silent connections opened', () => {
  const { certainty, causes } = explained(10_000);
  assert.equal(certainty, 'unexplained');
  assert.deepEqual(causes, []);
});

test('explainDrops() is not sure of a forgetful timer that every silence fell just short of', () => {
  const path = pathOf(slb(300_000, ['rst-on-next-packet']), pod());
  const beats = target('beats', 'tcp', path, { traffic: { beats: [heartbeat(300_000)] } });
  const found = (quietMs: number) => {
    const drops = Array.from({ length: 30 }, (_, index) =>
      provokedDrop(310_000 + index, quietMs + index, { atMs: 900_000 + index * 60_000 }),
    );
    const [group] = explainDrops(drops, world(path, beats, { durationMs: END_MS }));
    const { certainty, causes } = group!.explanation;
    return [certainty, ...new Set(causes.map(({ hop }) => hop))];
  };
  assert.deepEqual(found(299_900), ['possible', 'slb', 'unlisted']);
  assert.equal(found(300_100)[1], 'slb');
  assert.equal(found(300_100).length, 2);
});
