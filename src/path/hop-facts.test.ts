import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layersOf, mayWriteFrames, terminationOf } from './hop-facts.ts';
import { HOP_KINDS } from './kinds/all.ts';
import type { Effect, Hop, HopRole } from './path.ts';

function hop(kind: string, role: HopRole, effects: readonly Effect[] = []): Hop {
  const limit = {
    setting: 'idle',
    afterMs: 60_000,
    resetBy: 'bytes',
    startsAt: 'last-reset',
    effects,
    earlyMs: 0,
    lateMs: 0,
    verified: 'unverified',
    source: { kind: 'vendor-default', reference: 'a test' },
  } as const;
  return { id: kind, kind, role, limits: effects.length === 0 ? [] : [limit] };
}

test('a kind that ends TCP does so whatever its limits look like', () => {
  assert.equal(terminationOf(hop('alibaba-slb-http', 'load-balancer', ['rst'])), 'yes');
  assert.equal(terminationOf(hop('metallb', 'load-balancer')), 'no');
  assert.equal(terminationOf({ ...hop('aws-nlb', 'load-balancer'), endsTcp: true }), 'yes');
});

test('where the vendor leaves it open, the effects of the limits tell', () => {
  const of = (...effects: Effect[]) => terminationOf(hop('tencent-clb', 'load-balancer', effects));
  assert.equal(of('fin'), 'yes');
  assert.equal(of('rst', 'silent'), 'no');
  assert.equal(of('fin', 'rst'), 'maybe');
  assert.equal(of(), 'maybe');
});

test('a hop takes part in the layers of a transport that it speaks', () => {
  assert.deepEqual(layersOf(hop('ingress-nginx', 'ingress'), 'wss'), ['tcp', 'tls', 'http']);
  assert.deepEqual(layersOf(hop('ingress-nginx-passthrough', 'ingress'), 'wss'), ['tcp']);
  assert.deepEqual(layersOf(hop('pod', 'backend'), 'ws'), ['tcp', 'http', 'websocket']);
  assert.deepEqual(layersOf(hop('conntrack', 'nat'), 'wss'), []);
  assert.deepEqual(layersOf(hop('custom', 'ingress'), 'ws'), ['tcp', 'http']);
});

test('a proxy of which nothing is known may write a Close frame, one of a known kind only if it speaks WebSocket', () => {
  assert.equal(mayWriteFrames(hop('custom', 'ingress'), 'wss'), true);
  assert.equal(mayWriteFrames(hop('custom', 'load-balancer'), 'ws'), true);
  assert.equal(mayWriteFrames(hop('cloudflare', 'load-balancer'), 'wss'), true);
  assert.equal(mayWriteFrames(hop('ingress-nginx', 'ingress'), 'wss'), false);
  assert.equal(mayWriteFrames(hop('conntrack', 'nat'), 'wss'), false);
  assert.equal(mayWriteFrames(hop('pod', 'backend'), 'tcp'), false);
});

test('only a kind that ends TCP speaks, and who can write a Close frame speaks WebSocket', () => {
  for (const { kind, terminates, speaks, limits, role } of HOP_KINDS) {
    if (terminates === 'no') assert.deepEqual(speaks, [], kind);
    if (role === 'ingress' || role === 'backend') assert.equal(terminates, 'yes', kind);
    const closes = limits.some(({ effects }) => effects.includes('close-frame'));
    if (closes) assert.ok(speaks.includes('websocket'), kind);
  }
});
