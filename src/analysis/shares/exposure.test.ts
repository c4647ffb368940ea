import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from '../../journal/connection.ts';
import { targetOf } from '../../testing/scenarios.ts';
import { exposedShares, exposureOf, heartbeatExposure } from './exposure.ts';

const beat = {
  say: { kind: 'ping' },
  expect: { kind: 'pong' },
  withinMs: 1_000,
  everyMs: 100,
  jitter: 0,
} as const;

function connection(openedAtMs: number, endedAtMs?: number, target = 0): Connection {
  const ended = endedAtMs === undefined ? undefined : { atMs: endedAtMs };
  return { target, openedAtMs, ended } as Connection;
}

test('exposureOf() counts the time that all connections spent before a point', () => {
  const ages = exposureOf(Float64Array.of(10, 30));
  assert.deepEqual([0, 5, 10, 20, 30, 99, Infinity].map(ages), [0, 10, 20, 30, 40, 40, 40]);
  const wall = exposureOf(Float64Array.of(10, 30), Float64Array.of(5, 20));
  assert.deepEqual([5, 8, 20, 25, Infinity].map(wall), [0, 3, 5, 10, 15]);
});

test('heartbeatExposure() counts every silence from its start', () => {
  const idle = heartbeatExposure(Float64Array.of(250), 100);
  assert.deepEqual([50, 100, Infinity].map(idle), [150, 250, 250]);
});

test('exposedShares() gives few silences to those who speak, whatever their age', () => {
  const path = { hops: [] };
  const targets = [
    targetOf(path, { name: 'silent' }),
    targetOf(path, { name: 'speaking', traffic: { onOpen: [], beats: [beat] } }),
  ];
  const rows = [connection(0, 1_000), connection(0, 1_000, 1), connection(0, undefined, 1)];
  const share = exposedShares(rows, targets, 1_000);
  assert.equal(share('idle', 900, 1_000, 0), 0.1);
  assert.equal(share('age', 900, 1_000, 1), 0.1);
  assert.equal(share('idle', 100, 1_000, 1), 0);
  assert.equal(share('wall', 0, 500, 1), 0.5);
});

test('exposedShares() knows no time where nothing was open', () => {
  const share = exposedShares([], [targetOf({ hops: [] })], 1_000);
  assert.equal(share('wall', 0, 500, 0), 0);
});
