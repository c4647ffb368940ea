import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIN, heartbeat, hop, pathOf, silentDrop, target } from '../../testing/explain/fixtures.ts';
import { explainDrops } from '../explain-drops.ts';

const TOLD = pathOf(hop('pod', 'pod', 'backend', []));
const beating = target('tcp', 'tcp', TOLD, {
  traffic: { onOpen: [], beats: [heartbeat(1_000)] },
});

/** Ten drops at each age, at any time; the ages in seconds. */
function reasonsAt(...ages: readonly number[]): readonly string[] {
  const drops = ages.flatMap((age, step) =>
    Array.from({ length: 10 }, (_, index) => ({
      ...silentDrop(age * 1_000 + 5 * index, { ending: FIN }),
      atMs: 10_000 + 4_000 * index + 700 * step + age * 1_000,
      sinceSentMs: 90 * index,
      sinceReceivedMs: 90 * index,
    })),
  );
  const context = { path: TOLD, targets: [beating], events: [], stalls: [], durationMs: 60_000 };
  return explainDrops(drops, context).map(({ explanation }) => explanation.reason);
}

test('ages on a grid are one reaper and not several maximum ages', () => {
  const [reason, ...others] = reasonsAt(3, 6, 9);
  assert.deepEqual(others, []);
  assert.match(reason!, /^ages of 3\.0\d s, 6\.0\d s, 9\.0\d s are multiples of 3\.0\d s/);
});

test('an age between two multiples is no grid, and one age alone is none', () => {
  for (const ages of [[3, 6, 10.5], [3]])
    for (const reason of reasonsAt(...ages)) assert.doesNotMatch(reason, /multiples/);
});
