import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Limit } from '../../path/path.ts';
import type { Target } from '../../scenario/scenario.ts';
import {
  heartbeat,
  hop,
  limit,
  pathOf,
  silentDrop,
  target,
} from '../../testing/explain/fixtures.ts';
import { scenarioOf } from '../../testing/scenarios.ts';
import { explainedRun } from '../../testing/swarm/explained.ts';
import type { Drop, ExplainContext } from '../drop.ts';
import { explainDrops } from '../explain-drops.ts';

const TOLD = pathOf(hop('pod', 'pod', 'backend', []));
const silent = target('silent', 'tcp', TOLD, { connections: 40 });
const beating = target('beating', 'tcp', TOLD, {
  connections: 40,
  traffic: { onOpen: [], beats: [heartbeat(20_000)] },
});

function settingsOf(hidden: Limit, targets: readonly Target[]): readonly string[] {
  const truth = pathOf(hop('pod', 'pod', 'backend', [hidden]));
  const { groups } = explainedRun({
    scenario: scenarioOf({ path: TOLD, targets, rampMs: 20_000, holdMs: 300_000 }),
    network: { seed: 1, rttMs: [1, 2], path: truth },
  });
  const group = groups.find((one) => one.target === 'silent')!;
  return group.explanation.causes
    .filter(({ hop: id }) => id === 'pod')
    .map(({ setting }) => setting);
}

test('silent connections keep both readings, idle and age, until a sibling decides', () => {
  const idle = limit('hidden', 60_000, { effects: ['fin'] });
  const age = limit('hidden', 60_000, { startsAt: 'open', resetBy: 'nothing', effects: ['fin'] });
  const both = ['an idle timeout that is not listed', 'a maximum age that is not listed'];
  assert.deepEqual(settingsOf(idle, [silent]), both);
  assert.deepEqual(settingsOf(age, [silent]), both);
  assert.deepEqual(settingsOf(idle, [silent, beating]), both.slice(0, 1));
});

/** Drops of a WebSocket target that pings every second and dies at 5 s. */
const PINGING = target('north', 'ws', TOLD, {
  traffic: {
    onOpen: [],
    beats: [{ ...heartbeat(1_000), say: { kind: 'ping' }, expect: { kind: 'pong' } }],
  },
});

const PINGED: readonly Drop[] = Array.from({ length: 20 }, (_, index) => ({
  ...silentDrop(5_000 + index, { ending: { kind: 'fin' } }),
  atMs: 5_000 + 150 * index,
  sinceSentMs: 40 * index,
  sinceReceivedMs: 40 * index,
  sinceMessageSentMs: 5_000 + index,
  sinceMessageReceivedMs: 5_000 + index,
}));

function reasonWith(longestLived: ExplainContext['longestLived']): string {
  const targets = [PINGING, { ...PINGING, name: 'south' }];
  const groups = explainDrops(PINGED, {
    path: TOLD,
    targets,
    events: [],
    stalls: [],
    durationMs: 20_000,
    longestLived,
  });
  assert.equal(groups.length, 1);
  return groups[0]!.explanation.reason;
}

test('a sibling that lived longer leaves the deadline for the first message', () => {
  const alone = reasonWith(undefined);
  assert.match(
    alone,
    /a consistent maximum age of 5\.0\d to 5\.0\d s, or no message within 5\.0\d to 5\.0\d s of the opening/,
  );
  const south = reasonWith((reading, of) => (of === 1 && reading !== 'first-message' ? 13_000 : 0));
  assert.match(south, /^no message within 5\.0\d to 5\.0\d s of the opening/);
  assert.match(south, /a connection of south on the same way outlived this age/);
});

test('a sibling that lived as long on every clock rules nothing out', () => {
  assert.equal(
    reasonWith(() => 13_000),
    reasonWith(undefined),
  );
});
