import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hop } from '../path/path.ts';
import type { ExpectDrop } from '../scenario/scenario.ts';
import {
  conntrack,
  hop,
  ingress,
  limit,
  pathOf,
  pod,
  slb,
  target,
} from '../testing/explain/fixtures.ts';
import { type heartbeatOf, scenarioOf } from '../testing/scenarios.ts';
import { checkManifests } from './check.ts';

const HOUR_MS = 3_600_000;

/** A target that sends only TCP keep-alive every 60 s, for 3 h, on this path. */
function findings(
  hops: readonly Hop[],
  {
    expectDrop,
    beats = [],
  }: { expectDrop?: ExpectDrop; beats?: readonly ReturnType<typeof heartbeatOf>[] } = {},
): readonly string[] {
  const path = pathOf(...hops);
  const one = target('a', 'wss', path, {
    traffic: { keepaliveMs: 60_000, beats },
    ...(expectDrop !== undefined && { expectDrop }),
  });
  const scenario = scenarioOf({ path, targets: [one], holdMs: 3 * HOUR_MS });
  const plan = { scenario, file: 'night.yaml' };
  const { findings: all } = checkManifests([], { plan });
  return all.map(({ rule, message }) => `${rule} ${message}`);
}

const LONG_INGRESS = { 'proxy-read-timeout': 6 * HOUR_MS };

test('a connection table behind the ingress ends what only keep-alive keeps', () => {
  const behind = findings([ingress(LONG_INGRESS), conntrack(900_000), pod()]).join('\n');
  assert.match(behind, /CLIENT-HEARTBEAT-VS-PATH node .*900 s/);
  assert.match(behind, /keep-alive, which does not get past ingress/);
  const before = findings([conntrack(900_000), ingress(LONG_INGRESS), pod()]).join('\n');
  assert.doesNotMatch(before, /CLIENT-HEARTBEAT-VS-PATH/);
});

test('keep-alive hides no balancer behind what terminates TCP', () => {
  const front = hop('front', 'haproxy', 'load-balancer', [limit('timeout tunnel', 6 * HOUR_MS)]);
  const behind = findings([front, slb(900_000, ['rst']), pod()]).join('\n');
  assert.doesNotMatch(behind, /CLIENT-KEEPALIVE-HIDES-BALANCER/);
  const before = findings([slb(900_000, ['rst']), ingress(LONG_INGRESS), pod()]).join('\n');
  assert.match(before, /CLIENT-KEEPALIVE-HIDES-BALANCER/);
});

test('an expected drop that a table behind the ingress forestalls never happens', () => {
  const expectDrop = {
    axis: 'idle',
    atMs: 2 * HOUR_MS,
    toleranceMs: 5_000,
    by: 'ingress',
  } as const;
  const hops = [ingress({ 'proxy-read-timeout': 2 * HOUR_MS }), conntrack(900_000), pod()] as const;
  const behind = findings([...hops], { expectDrop }).join('\n');
  assert.match(behind, /CLIENT-EXPECT-DROP-UNREACHABLE .* never happens: node .*900 s/);
  const before = findings([hops[1], hops[0], hops[2]], { expectDrop }).join('\n');
  assert.doesNotMatch(before, /UNREACHABLE/);
});

test('an expected drop that keep-alive or a heartbeat keeps away never happens', () => {
  const expectDrop = { axis: 'idle', atMs: 900_000, toleranceMs: 5_000, by: 'slb' } as const;
  const kept = findings([slb(900_000, ['rst']), ingress(LONG_INGRESS), pod()], { expectDrop });
  assert.match(kept.join('\n'), /UNREACHABLE .* never happens: .*keep-alive every 60 s restarts/);
});

test('what only keep-alive keeps is named, with the hops that it gets to', () => {
  const all = findings([slb(900_000, ['rst']), ingress(LONG_INGRESS), pod()]).join('\n');
  assert.match(all, /CLIENT-TCP-KEEPALIVE-ONLY .*reaches slb and ingress/);
  const none = findings([ingress(LONG_INGRESS), conntrack(86_400_000), pod()]).join('\n');
  assert.match(none, /CLIENT-TCP-KEEPALIVE-ONLY .*reaches ingress\b/);
});
