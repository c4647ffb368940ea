import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildHop, type HopPlan, hopsOnTheWay } from './build.ts';
import type { HopKind } from './hop-kind.ts';

const SPEC = {
  resetBy: 'packets',
  startsAt: 'last-reset',
  effects: ['rst'],
  earlyMs: 1,
  lateMs: 2,
  verified: 'measured',
  reference: 'a manual',
} as const;

const KIND: HopKind = {
  kind: 'test',
  title: 'Test balancer',
  role: 'load-balancer',
  terminates: 'no',
  speaks: [],
  limits: [
    { ...SPEC, key: 'idle', setting: 'Idle', defaultMs: 60_000, rangeMs: [10_000, 900_000] },
    { ...SPEC, key: 'age', setting: 'Age', startsAt: 'open', resetBy: 'nothing' },
  ],
};

const AT = { file: 's.yaml', line: 3, column: 7 };
const PLAN: HopPlan = {
  id: 'slb',
  kind: KIND,
  settings: [],
  onIdle: new Map(),
  ports: [80, 443],
  scaled: false,
  limits: [],
};

function limits(plan: Partial<HopPlan>) {
  return buildHop({ ...PLAN, ...plan }).hop.limits.map(
    ({ setting, afterMs, onlyPort, effects, source }) => ({
      setting,
      afterMs,
      onlyPort,
      effects: effects.join(),
      source: source.kind,
    }),
  );
}

test('buildHop() takes defaults, and leaves out what has none', () => {
  assert.deepEqual(limits({}), [
    {
      setting: 'Idle',
      afterMs: 60_000,
      onlyPort: undefined,
      effects: 'rst',
      source: 'vendor-default',
    },
  ]);
});

test('buildHop() puts settings over defaults, and none takes a limit away', () => {
  assert.deepEqual(
    limits({
      settings: [
        { key: 'idle', value: 'none', at: AT },
        { key: 'age', value: 5_000, at: AT },
      ],
    }),
    [{ setting: 'Age', afterMs: 5_000, onlyPort: undefined, effects: 'rst', source: 'scenario' }],
  );
});

test('buildHop() gives each port in use its own limit as soon as one listener differs', () => {
  const idle = { setting: 'Idle', effects: 'rst' };
  assert.deepEqual(limits({ settings: [{ key: 'idle', value: 300_000, at: AT, port: 443 }] }), [
    { ...idle, afterMs: 60_000, onlyPort: 80, source: 'vendor-default' },
    { ...idle, afterMs: 300_000, onlyPort: 443, source: 'scenario' },
  ]);
});

test('buildHop() changes what idle limits look like, for all ports or for one', () => {
  const silent = limits({
    onIdle: new Map([['all', 'silent']]),
    settings: [{ key: 'age', value: 1, at: AT }],
  });
  assert.deepEqual(
    silent.map(({ setting, effects }) => [setting, effects]),
    [
      ['Idle', 'silent'],
      ['Age', 'rst'],
    ],
  );
  assert.deepEqual(
    limits({ onIdle: new Map([[80, 'fin']]) }).map(({ onlyPort, effects }) => [onlyPort, effects]),
    [
      [80, 'fin'],
      [443, 'rst'],
    ],
  );
});

test('buildHop() tells what the vendor does not accept, unless the hop is a scaled model', () => {
  const settings = [{ key: 'idle', value: 10_800_000, at: AT }] as const;
  assert.deepEqual(buildHop({ ...PLAN, settings }).problems, [
    {
      at: AT,
      message: 'Idle 10800 s is not possible on Test balancer: 10 s to 900 s',
      hint: 'scaled: true on the hop, if it is a model in shorter times',
    },
  ]);
  assert.deepEqual(buildHop({ ...PLAN, settings, scaled: true }).problems, []);
});

test('hopsOnTheWay() are those that carry the transport', () => {
  const hops = [{ id: 'slb' }, { id: 'ingress', carries: ['ws', 'wss'] as const }];
  assert.deepEqual(hopsOnTheWay(hops, 'tcp'), ['slb']);
  assert.deepEqual(hopsOnTheWay(hops, 'wss'), ['slb', 'ingress']);
});
