import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../../base/prng.ts';
import {
  BARE,
  catalogued,
  FIN,
  heartbeat,
  ingress,
  pathOf,
  pod,
  slb,
  talkingDrop,
  target,
} from '../../testing/explain/fixtures.ts';
import type { Drop, ExplainContext } from '../drop.ts';
import { explainDrops } from '../explain-drops.ts';

const PATH = pathOf(catalogued('slb', 'haproxy', { 'hard-stop-after': 30_000 }), ingress(), pod());
const BEATS = { traffic: { beats: [heartbeat(30_000)] } };
const TARGETS = [target('wss', 'wss', PATH, BEATS), target('tcp', 'tcp', PATH, BEATS)];
const AT_MS = 2_000_000;

function context(markedAtMs: number): ExplainContext {
  const mark = { atMs: markedAtMs, label: 'kill', hop: 'ingress', event: 'fin' };
  return { path: PATH, targets: TARGETS, events: [mark], stalls: [], durationMs: 4_000_000 };
}

function burst(index: number, atMs: number): Drop[] {
  const prng = new Prng(index + 1);
  return Array.from({ length: 30 }, () =>
    talkingDrop(prng.between(400_000, 1_900_000), prng.between(100, 29_000), {
      target: index,
      atMs: atMs + prng.between(0, 80),
      ending: index === 0 ? BARE : FIN,
    }),
  );
}

function hopsOf(drops: readonly Drop[], markedAtMs: number) {
  const groups = explainDrops(drops, context(markedAtMs));
  return Object.fromEntries(
    groups.map((group) => [
      group.target,
      `${group.explanation.certainty} ${group.explanation.causes.map(({ hop }) => hop)}`,
    ]),
  );
}

test('explainDrops() names the marked hop for a burst of those who pass it', () => {
  assert.deepEqual(hopsOf(burst(0, AT_MS), AT_MS), { wss: 'certain ingress' });
});

test('explainDrops() doubts a mark when others died in the same moment who do not pass the marked hop', () => {
  const both = [...burst(0, AT_MS), ...burst(1, AT_MS)];
  assert.deepEqual(hopsOf(both, AT_MS), { wss: 'possible ingress,slb', tcp: 'likely slb' });
});

test('explainDrops() does not hold a marked burst against one of another moment', () => {
  const apart = [...burst(0, AT_MS), ...burst(1, AT_MS + 60_000)];
  assert.deepEqual(hopsOf(apart, AT_MS), { wss: 'certain ingress', tcp: 'possible slb,pod' });
});

test('explainDrops() takes no connections for spared that a hop may have forgotten', () => {
  const nat = slb(300_000, ['rst-on-next-packet'], 'nat');
  const path = pathOf(catalogued('slb', 'haproxy'), nat, ingress(), pod());
  const wss = target('wss', 'wss', path, { ...BEATS, via: ['slb', 'ingress', 'pod'] });
  const causesBeside = (everyMs: number) => {
    const beats = { traffic: { beats: [heartbeat(everyMs)] } };
    const tcp = target('tcp', 'tcp', path, beats);
    const context = { path, targets: [wss, tcp], events: [], stalls: [] };
    const groups = explainDrops(burst(0, AT_MS), {
      ...context,
      durationMs: 4_000_000,
      openAt: () => 1_000,
    });
    return groups.map(({ explanation }) => explanation.causes.map((cause) => cause.hop));
  };
  assert.deepEqual(causesBeside(100_000), [['ingress']], 'those that talk are witnesses');
  assert.deepEqual(causesBeside(600_000), [['slb', 'ingress']]);
});
