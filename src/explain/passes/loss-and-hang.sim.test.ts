import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heartbeat, pathOf, pod, silentDrop, slb, target } from '../../testing/explain/fixtures.ts';
import { scenarioOf } from '../../testing/scenarios.ts';
import { explainedRun } from '../../testing/swarm/explained.ts';
import { explainDrops } from '../explain-drops.ts';

const FORGETTING = pathOf(slb(10_800_000, ['rst-on-next-packet']), pod());

for (const kind of ['lose-state', 'silence'] as const)
  test(`connections with nothing but keep-alive that meet ${kind} are lost at one time`, () => {
    const quiet = target('quiet', 'tcp', FORGETTING, {
      connections: 60,
      traffic: { onOpen: [], beats: [], keepaliveMs: 4_000 },
    });
    const { groups } = explainedRun({
      scenario: scenarioOf({ path: FORGETTING, targets: [quiet], rampMs: 60_000, holdMs: 120_000 }),
      network: {
        seed: 3,
        rttMs: [1, 2],
        path: FORGETTING,
        faults: [{ atMs: 90_000, hop: 'slb', kind }],
      },
    });
    assert.equal(groups.length, 1);
    const { reason, causes } = groups[0]!.explanation;
    assert.match(reason, /lost at one time/);
    assert.match(reason, /all alive before 0:01:2\d/);
    assert.ok(causes.every(({ setting }) => !/maximum age|timeout/.test(setting)));
  });

test('a hang while connections are opened is no session timeout of a few milliseconds', () => {
  const told = target('tcp', 'tcp', FORGETTING, {
    traffic: { onOpen: [], beats: [heartbeat(1_000)] },
  });
  const kernel = { sendQueue: 0, receiveQueue: 0, retransmits: 0 };
  const drops = Array.from({ length: 20 }, (_, index) => ({
    ...silentDrop(3_000 + 40 * index, {
      ending: { kind: 'blackhole', noticedBy: 'reply-timeout', kernel },
      proven: false,
    }),
    atMs: 8_000 + 400 * index,
    sinceSentMs: 2_960 + 40 * index,
    quietBeforeLastWriteMs: 40,
  }));
  const groups = explainDrops(drops, {
    path: FORGETTING,
    targets: [told],
    events: [],
    stalls: [],
    durationMs: 60_000,
  });
  for (const { explanation } of groups) {
    assert.doesNotMatch(explanation.reason, /session timeout/);
    assert.match(explanation.reason, /acknowledged/);
  }
});
