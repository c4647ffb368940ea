import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Limit } from '../path/path.ts';
import { pinging, planOf, silent } from '../testing/manifests/plans.ts';
import { refreshMs, willIdleOut } from './plan-ways.ts';

const IDLE: Limit = {
  setting: 'idle',
  afterMs: 900_000,
  resetBy: 'bytes',
  startsAt: 'last-reset',
  effects: ['fin'],
  earlyMs: 0,
  lateMs: 0,
  verified: 'measured',
  source: { kind: 'vendor-default', reference: '' },
};

test('a clock of packets hears TCP keep-alive, a clock of bytes does not', () => {
  const target = { ...silent.tcp, traffic: { ...silent.tcp.traffic, keepaliveMs: 60_000 } };
  assert.equal(refreshMs(target, { ...IDLE, resetBy: 'packets' }), 60_000);
  assert.equal(refreshMs(target, IDLE), Number.POSITIVE_INFINITY);
});

test('a heartbeat without an answer restarts no clock towards the client', () => {
  const [beat] = pinging(silent.tcp, 30_000).traffic.beats;
  const mute = { ...beat!, expect: { kind: 'none' } as const };
  const target = { ...silent.tcp, traffic: { onOpen: [], beats: [mute] } };
  assert.equal(refreshMs(target, IDLE), 30_000);
  assert.equal(
    refreshMs(target, { ...IDLE, resetBy: 'bytes-to-client' }),
    Number.POSITIVE_INFINITY,
  );
});

test('jitter makes the longest pause longer', () => {
  const [beat] = pinging(silent.tcp, 800_000).traffic.beats;
  const target = { ...silent.tcp, traffic: { onOpen: [], beats: [{ ...beat!, jitter: 0.2 }] } };
  assert.ok(willIdleOut(target, IDLE, planOf([target])));
  assert.ok(!willIdleOut(pinging(silent.tcp, 800_000), IDLE, planOf([target])));
});

test('a limit longer than the hold ends nothing', () => {
  assert.ok(!willIdleOut(silent.tcp, IDLE, planOf([silent.tcp], 900_000)));
  assert.ok(willIdleOut(silent.tcp, IDLE, planOf([silent.tcp], 900_001)));
});
