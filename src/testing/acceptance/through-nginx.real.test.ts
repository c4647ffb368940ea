import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyNoHost } from './host.ts';
import { assertInflicted, holdAndInflict } from './inflicted.ts';

const skip = whyNoHost();

test('soak run through a real nginx reports exactly what was done, and nothing else', {
  skip: skip ?? false,
}, async () => {
  const each = 10;
  const { early, summary, exitCode } = await holdAndInflict({ connections: 100, quietS: 4, each });
  assert.equal(early, 0, 'no drop was reported before anything was done');
  assertInflicted(summary, each);
  assert.equal(exitCode, 1);
  for (const { ending } of summary.dropGroups) {
    if (ending.kind === 'close-frame') assert.equal(ending.code, 1001);
  }
});
