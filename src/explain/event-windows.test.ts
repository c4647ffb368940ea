import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ingress, pathOf, pod, target } from '../testing/explain/fixtures.ts';
import { eventWindows, overrunBefore } from './event-windows.ts';
import { targetWay } from './target-way.ts';

const PATH = pathOf(ingress({ 'worker-shutdown-timeout': 100_000 }), pod());
const RELOAD = { atMs: 1_000_000, label: 'reload', hop: 'ingress', event: 'reload' };

test('overrunBefore() takes a delay for overrun up to six times its setting and a minute', () => {
  const way = targetWay(PATH, target('wss', 'wss', PATH), 0);
  const windows = eventWindows(way, [RELOAD]);
  const lateBy = (ms: number) =>
    overrunBefore(RELOAD.atMs + ms, windows, 10_800_000)?.candidate.setting;
  assert.equal(lateBy(100_000), undefined, 'on time is no overrun');
  assert.equal(lateBy(110_000), 'worker-shutdown-timeout');
  assert.equal(lateBy(660_000), 'worker-shutdown-timeout');
  assert.equal(lateBy(660_001), undefined);
});
