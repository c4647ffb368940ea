import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { STARTER } from '../cli/starter.ts';
import { realSystem } from '../cli/system.ts';
import { SILENCE, wayOf } from '../path/way.ts';
import { surroundingsOf } from '../run/load/scenario-surroundings.ts';
import { loadScenario } from './load.ts';
import type { Scenario } from './scenario.ts';

const SCENARIOS = path.resolve(import.meta.dirname, '../../scenarios');

function load(text: string, env: Readonly<Record<string, string>> = {}): Scenario {
  const loaded = loadScenario(text, { file: 'scenario.yaml', env, readFile: noFile });
  if (loaded.ok) return loaded.value.scenario;
  const { message, at } = loaded.problems[0]!;
  assert.fail(`${at.line}:${at.column} ${message}`);
}

const SYSTEM = { ...realSystem(), env: { SOAK_TOKEN: 'canary-0123456789' } };

/** A scenario with the files that lie beside it. */
function loadFrom(file: string): Scenario {
  const text = fs.readFileSync(file, 'utf8');
  const loaded = loadScenario(text, { file, ...surroundingsOf(file, SYSTEM) });
  if (loaded.ok) return loaded.value.scenario;
  assert.fail(`${file}: ${loaded.problems[0]?.message}`);
}

function noFile(): never {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
}

/** A scenario around these targets. */
function around(targets: string, rest = ''): string {
  return `soak: 1\nname: test\ntargets:\n${targets}\nload: { ramp: 1s, hold: 1m }\n${rest}`;
}

const [SLB, INGRESS] = [
  '- { hop: slb, kind: alibaba-slb, established-timeout: 300s }',
  '- { hop: ingress, kind: ingress-nginx }',
];

test('every scenario in scenarios/ loads, and so does what soak init writes', () => {
  const files = fs.readdirSync(SCENARIOS, { recursive: true, encoding: 'utf8' });
  const scenarios = files
    .map((file) => path.join(SCENARIOS, file))
    .filter((file) => file.endsWith('.yaml') && /^soak:/m.test(fs.readFileSync(file, 'utf8')));
  assert.ok(scenarios.length >= 6);
  const starter = load(STARTER, { SOAK_TOKEN: 'canary-0123456789' });
  for (const scenario of [...scenarios.map(loadFrom), starter]) {
    assert.ok(scenario.targets.length > 0);
    assert.ok(scenario.load.stages.length > 0);
  }
});

test('a scenario of few words gets every default', () => {
  assert.deepEqual(load('soak: 1\nname: few\ntargets: { a: { tcp: h:80 } }\nload: { hold: 3h }'), {
    name: 'few',
    description: '',
    seed: 1,
    path: { hops: [] },
    targets: [
      {
        name: 'a',
        address: { transport: 'tcp', host: 'h', port: 80 },
        connections: 1,
        via: [],
        traffic: { onOpen: [], beats: [] },
        onDrop: { kind: 'leave' },
        finalProbe: {
          kind: 'ask',
          ask: {
            say: { kind: 'bytes', hex: Buffer.from('soak-probe\n').toString('hex'), text: true },
            expect: { kind: 'any' },
            withinMs: 3_000,
            giveUpMs: 9_000,
          },
        },
        openTimeoutMs: 30_000,
      },
    ],
    load: {
      stages: [
        { durationMs: 5, share: 1 },
        { durationMs: 10_800_000, share: 1 },
      ],
      drainMs: 2_000,
      openingMax: 256,
    },
    source: { addresses: [] },
    thresholds: [
      {
        expression: 'drops == 0 (default)',
        metric: 'drops',
        operator: '==',
        value: 0,
        unit: 'count',
        abort: false,
      },
      {
        expression: 'connect-failures == 0 (default)',
        metric: 'connect-failures',
        operator: '==',
        value: 0,
        unit: 'count',
        abort: false,
      },
    ],
    events: [],
    report: {
      folder: 'reports',
      formats: ['html', 'junit', 'markdown', 'csv', 'openmetrics', 'annotations'],
    },
  });
});

test('a WebSocket target says pings and messages, and its final probe is a ping', () => {
  const [target] = load(
    around(`  a:
    wss: wss://ws.example.com:8443/soak?x=1
    connections: 1.5k
    headers: { X-Test: "1" }
    subprotocols: [v1]
    ping: { every: 30s }
    message: { every: 4s, size: 256B }
    jitter: 10%`),
  ).targets;
  assert.deepEqual(target!.address, {
    transport: 'wss',
    host: 'ws.example.com',
    port: 8443,
    path: '/soak?x=1',
    headers: { 'X-Test': '1' },
    subprotocols: ['v1'],
  });
  assert.equal(target!.connections, 1_500);
  assert.deepEqual(target!.tls, { serverName: 'ws.example.com', insecure: false });
  const common = { jitter: 0.1 };
  assert.deepEqual(target!.traffic.beats, [
    {
      say: { kind: 'ping' },
      expect: { kind: 'pong' },
      withinMs: 10_000,
      giveUpMs: 30_000,
      everyMs: 30_000,
      ...common,
    },
    {
      say: { kind: 'message', sizeBytes: 256 },
      expect: { kind: 'echo' },
      withinMs: 4_000,
      giveUpMs: 12_000,
      everyMs: 4_000,
      ...common,
    },
  ]);
  assert.deepEqual(target!.finalProbe, {
    kind: 'ask',
    ask: { say: { kind: 'ping' }, expect: { kind: 'pong' }, withinMs: 3_000, giveUpMs: 9_000 },
  });
});

test('a TCP target speaks text or bytes, logs in, and is asked its own heartbeat at the end', () => {
  const [target] = load(
    around(`  a:
    tcp: "[2001:db8::1]:5150"
    on-open: [{ expect: "READY" }, { send: { hex: "0A 0b" }, expect: { hex: ff }, within: 1s }]
    heartbeat: { every: 5s, send: "PING\\n", expect: "PONG\\n", within: 2s }
    keepalive: { after: 60s }
    on-drop: { redial: { base: 2s } }
    open-timeout: 5s`),
  ).targets;
  const ping = { kind: 'bytes', hex: '50494e470a', text: true };
  const pong = { kind: 'bytes', hex: '504f4e470a' };
  assert.deepEqual(target!.address, { transport: 'tcp', host: '2001:db8::1', port: 5150 });
  assert.deepEqual(target!.traffic, {
    onOpen: [
      {
        say: { kind: 'nothing' },
        expect: { kind: 'bytes', hex: '5245414459' },
        withinMs: 10_000,
        giveUpMs: 30_000,
      },
      {
        say: { kind: 'bytes', hex: '0a0b', text: false },
        expect: { kind: 'bytes', hex: 'ff' },
        withinMs: 1_000,
        giveUpMs: 3_000,
      },
    ],
    beats: [
      { say: ping, expect: pong, withinMs: 2_000, giveUpMs: 6_000, everyMs: 5_000, jitter: 0 },
    ],
    keepaliveMs: 60_000,
  });
  assert.deepEqual(target!.finalProbe, {
    kind: 'ask',
    ask: { say: ping, expect: pong, withinMs: 3_000, giveUpMs: 9_000 },
  });
  assert.deepEqual(target!.onDrop, { kind: 'redial', baseMs: 2_000, maxMs: 60_000 });
  assert.equal(target!.openTimeoutMs, 5_000);
});

test('a target whose protocol never answers is not probed at the end, and so counts as unverified', () => {
  const [target] = load(
    around('  a: { tcp: "h:1", heartbeat: { every: 5s, expect: none } }'),
  ).targets;
  assert.deepEqual(target!.finalProbe, { kind: 'off' });
});

test('a target passes every hop that carries its transport, unless it names its own', () => {
  const { targets } = load(
    around(
      '  raw: { tcp: "h:80" }\n  web: { wss: "wss://h/" }\n  own: { wss: "wss://h/", via: [ingress] }',
      `path:\n  ${SLB}\n  ${INGRESS}`,
    ),
  );
  assert.deepEqual(
    targets.map(({ via }) => via),
    [['slb'], ['slb', 'ingress'], ['ingress']],
  );
});

test('a listener has its own limit, and the other ports of the targets keep the general one', () => {
  const { path: hops } = load(
    around(
      '  a: { tcp: "h:80" }\n  b: { tcp: "h:443" }\n  c: { tcp: "h:8443" }',
      'path: [{ hop: slb, kind: alibaba-slb, listeners: { 443: { established-timeout: 600s, on-idle: silent } } }]',
    ),
  );
  const at = (port: number) =>
    wayOf(hops, { address: { transport: 'tcp', port }, via: ['slb'], traffic: SILENCE })
      .timers.filter(({ limit }) => limit.setting === 'EstablishedTimeout')
      .map(({ limit }) => [limit.afterMs, limit.effects, limit.source.kind]);
  assert.deepEqual(at(80), [[900_000, ['rst'], 'vendor-default']]);
  assert.deepEqual(at(443), [[600_000, ['silent'], 'scenario']]);
  assert.deepEqual(at(8443), [[900_000, ['rst'], 'vendor-default']]);
});

test('a setting of none takes the limit away, and a limit knows where it was written', () => {
  const { path: hops } = load(
    around(
      '  a: { wss: "wss://h/" }',
      'path:\n  - hop: ingress\n    kind: ingress-nginx\n    proxy-send-timeout: none\n    proxy-read-timeout: 3600s',
    ),
  );
  const { limits } = hops.hops[0]!;
  assert.equal(
    limits.some(({ setting }) => setting === 'proxy-send-timeout'),
    false,
  );
  const read = limits.find(({ setting }) => setting === 'proxy-read-timeout')!;
  assert.deepEqual(read.source, {
    kind: 'scenario',
    at: { file: 'scenario.yaml', line: 10, column: 25 },
  });
});

test('a custom hop says itself what it is and what it ends', () => {
  const { path: hops, targets } = load(
    around(
      '  a: { tcp: "h:80" }\n  b: { ws: "ws://h/" }',
      `path:
  - hop: gate
    kind: custom
    role: ingress
    carries: [ws, wss]
    limits:
      - { setting: idle, after: 20s, effects: [silent] }
      - { setting: drain, after: 5s, event: reload }`,
    ),
  );
  assert.deepEqual(
    targets.map(({ via }) => via),
    [[], ['gate']],
  );
  const [gate] = hops.hops;
  assert.equal(gate!.role, 'ingress');
  assert.deepEqual(
    gate!.limits.map(({ setting, resetBy, startsAt, effects }) => ({
      setting,
      resetBy,
      startsAt,
      effects,
    })),
    [
      { setting: 'idle', resetBy: 'bytes', startsAt: 'last-reset', effects: ['silent'] },
      { setting: 'drain', resetBy: 'nothing', startsAt: 'event', effects: ['fin'] },
    ],
  );
});

test('a lab has its faults in the order of their times, and its balancers end TCP', () => {
  const { lab, path: hops } = load(
    around(
      '  a: { tcp: "lab:80", connections: 5 }',
      `path:\n  ${SLB}\nlab: { faults: [{ at: 9s, stall: slb, for: 1s }, { at: 2s, close-frame: backend, code: 1012, count: 3 }] }`,
    ),
  );
  assert.deepEqual(lab, {
    faults: [
      { atMs: 2_000, hop: 'backend', kind: 'close-frame', count: 3, code: 1012 },
      { atMs: 9_000, hop: 'slb', kind: 'stall', forMs: 1_000 },
    ],
  });
  assert.equal(hops.hops[0]!.endsTcp, true);
});

test('load is a ramp and a hold, or stages', () => {
  const stages = (text: string) =>
    load(
      `soak: 1\nname: t\ntargets: { a: { tcp: h:1, connections: 600 } }\nload: ${text}`,
    ).load.stages.map(({ durationMs, share }) => [durationMs, share]);
  assert.deepEqual(stages('{ ramp: 100/s, hold: 1m }'), [
    [6_000, 1],
    [60_000, 1],
  ]);
  assert.deepEqual(stages('{ stages: [{ over: 10s, to: 50% }, { over: 1m, to: 100% }] }'), [
    [10_000, 0.5],
    [60_000, 1],
  ]);
});

test('an expected drop has a tolerance of 2 %, from 1 s to 15 s', () => {
  const tolerance = (at: string) =>
    load(around(`  a: { tcp: "h:1", expect-drop: { at-idle: ${at} } }`)).targets[0]!.expectDrop;
  assert.deepEqual(tolerance('3s'), { axis: 'idle', atMs: 3_000, toleranceMs: 1_000 });
  assert.equal(tolerance('300s')?.toleranceMs, 6_000);
  assert.equal(tolerance('3h')?.toleranceMs, 15_000);
});

test('anchors and aliases may be used to say a thing once', () => {
  const { targets } = load(
    around(
      '  a: { tcp: "h:1", heartbeat: &beat { every: 5s } }\n  b: { tcp: "h:2", heartbeat: *beat }',
    ),
  );
  assert.deepEqual(targets[0]!.traffic, targets[1]!.traffic);
});

test('keys that JavaScript knows as properties of objects are keys like any other', () => {
  const { targets } = load(around('  constructor: { tcp: "h:1" }\n  toString: { tcp: "h:2" }'));
  assert.deepEqual(
    targets.map(({ name }) => name),
    ['constructor', 'toString'],
  );
});

test('events happen in the order of their times, each repetition for itself', () => {
  const { events } = load(`soak: 1
name: test
path: [{ hop: ingress, kind: ingress-nginx }, { hop: web, kind: pod }]
targets: { a: { tcp: "h:80" } }
load: { hold: 3h }
events:
  - { at: 2h, label: node drained, hop: backend, event: backend-stop }
  - at: 30m
    label: reload
    hop: ingress
    run: |
      touch "$HOME/$\${X:-x}"
      kubectl annotate ingress/web touched="$(date)"
    repeat: { every: 1h, times: 2 }
  - { at: 5m, label: rollout, run: kubectl rollout restart deployment/web, timeout: 2m }
`);
  const reload = {
    label: 'reload',
    hop: 'ingress',
    event: 'reload',
    command: {
      run: 'touch "$HOME/${X:-x}"\nkubectl annotate ingress/web touched="$(date)"\n',
      timeoutMs: 60_000,
    },
  };
  assert.deepEqual(events, [
    {
      atMs: 300_000,
      label: 'rollout',
      command: { run: 'kubectl rollout restart deployment/web', timeoutMs: 120_000 },
    },
    { atMs: 1_800_000, ...reload },
    { atMs: 5_400_000, ...reload },
    { atMs: 7_200_000, label: 'node drained', hop: 'web', event: 'backend-stop' },
  ]);
});

test("a watched cluster is one of kubectl's, with the labels of the backend's pods", () => {
  const watched = (written: string) =>
    load(`soak: 1
name: test
targets: { a: { tcp: "h:80" } }
load: { hold: 3h }
events-from: { kubernetes: ${written} }
`).watchedCluster;
  assert.deepEqual(watched('{ context: prod, namespace: link, pods: "app=link,tier==web" }'), {
    context: 'prod',
    namespace: 'link',
    pods: [
      ['app', 'link'],
      ['tier', 'web'],
    ],
  });
  assert.deepEqual([watched('true'), watched('{}'), watched('false')], [{}, {}, undefined]);
});
