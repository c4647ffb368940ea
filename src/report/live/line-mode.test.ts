import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scenarioOf } from '../../testing/scenarios.ts';
import type { LiveCause } from './causes.ts';
import { LineMode } from './line-mode.ts';
import { LiveState } from './state.ts';

const CUT: LiveCause = {
  key: 'a',
  count: 700,
  headline: '700 × wss-443 cut by ingress',
  saw: 'FIN; at 2:27:00',
  cause: 'ingress worker-shutdown-timeout 240 s',
  isSure: true,
  change: 'worker-shutdown-timeout: "10800s"',
};

test('a cause is told once, with what to write instead, and only when it is sure', () => {
  const lines = new LineMode(new LiveState(scenarioOf()), 0);
  const doubt = { ...CUT, key: 'b', isSure: false };
  assert.deepEqual(lines.explain([CUT, doubt]), [
    '00:00:00Z CAUSE  700 × wss-443 cut by ingress (FIN; at 2:27:00): ingress worker-shutdown-timeout 240 s -> worker-shutdown-timeout: "10800s"',
  ]);
  assert.deepEqual(lines.explain([{ ...CUT, count: 800 }, doubt]), []);
  assert.equal(lines.explain([CUT, { ...doubt, isSure: true, change: undefined }]).length, 1);
});

test('causes without end do not flood a log', () => {
  const lines = new LineMode(new LiveState(scenarioOf()), 0);
  const many = Array.from({ length: 500 }, (_, index) => ({ ...CUT, key: `${index}` }));
  assert.equal(lines.explain(many).length, 30);
  assert.deepEqual(lines.explain(many), []);
});
