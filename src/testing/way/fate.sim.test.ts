import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDrop } from '../../outcome/ending.ts';
import { fatesOf } from '../../report/plan/fate.ts';
import { durationOf } from '../../scenario/hold.ts';
import { contradictions, type Life } from './contradictions.ts';
import { livesOf, type SimLife } from './lives.ts';
import { randomWay } from './random-way.ts';

const FIRST_SEED = 20_260_801;
const WAYS = 2_000;

test(`what the plan prints is what the simulator does: ${WAYS} ways from seed ${FIRST_SEED}`, () => {
  const kinds = new Map<string, number>();
  for (let seed = FIRST_SEED; seed < FIRST_SEED + WAYS; seed += 1) {
    const way = randomWay(seed);
    const { scenario } = way;
    const endMs = durationOf(scenario.load);
    const lives = livesOf(way, endMs).map(lifeOf);
    const found = contradictions(scenario, lives, endMs);
    assert.deepEqual(found, [], `seed ${seed}`);
    for (const { fate } of fatesOf(scenario.targets[0]!, scenario))
      kinds.set(fate.kind, (kinds.get(fate.kind) ?? 0) + 1);
  }
  const share = (kind: string) =>
    (kinds.get(kind) ?? 0) / [...kinds.values()].reduce((sum, count) => sum + count, 0);
  // A plan that always leaves it open would contradict nothing.
  for (const kind of ['ends', 'restarted']) assert.ok(share(kind) > 0.1, `${kind} ${share(kind)}`);
  assert.ok(share('may-end') < 0.15, `may-end ${share('may-end')}`);
});

/** A loss in silence shows in its own manner only where the client found it, and found nothing else. */
function lifeOf({ openedMs, ended, killer, hasMore }: SimLife): Life {
  const { ending } = ended;
  const isHidden = hasMore || !isDrop(ending) || ending.kind === 'blackhole';
  return { openedMs, killer, ...(!isHidden && { ending }) };
}
