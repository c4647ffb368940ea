import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { SoakFolder } from '../testing/soak-process.ts';

const PATH = `
path:
  - { hop: client, kind: generator }
  - { hop: slb, kind: alibaba-slb, scaled: true, established-timeout: 1500ms }
  - { hop: ingress, kind: ingress-nginx, scaled: true, proxy-read-timeout: 10s, worker-shutdown-timeout: 1s }
  - { hop: pod, kind: pod }
`;

function scenario(rest: string, { hold = '2s' } = {}): string {
  return `soak: 1\nname: test\n${PATH}${rest}\nload: { ramp: 300ms, hold: ${hold}, drain: 100ms }\n`;
}

const SPEAKING = `
  speaking:
    tcp: lab:80
    connections: 20
    heartbeat: { every: 500ms, send: "PING\\n", expect: "PONG\\n" }
  wss:
    wss: wss://lab:443/soak
    connections: 10
    ping: { every: 500ms }
`;

async function withFolder(act: (folder: SoakFolder) => Promise<void>): Promise<void> {
  const folder = new SoakFolder();
  try {
    await act(folder);
  } finally {
    folder.remove();
  }
}

test('soak run passes, writes its folder and exits 0 when everything dies and lives as expected', () =>
  withFolder(async (folder) => {
    const silent =
      '  silent: { tcp: "lab:81", connections: 10, expect-drop: { at-idle: 1500ms, tolerance: 500ms, by: slb } }';
    folder.write('scenario.yaml', scenario(`lab: true\ntargets:${SPEAKING}${silent}`));
    const run = folder.start(['run', 'scenario.yaml', '--shards', '2']);
    assert.equal(await run.exitCode(), 0, run.stdout + run.stderr);
    const summary = folder.summary();
    assert.equal(summary.verdict, 'pass');
    assert.equal(summary.run.shards, 2);
    const [speaking, wss, silentTarget] = summary.targets;
    assert.deepEqual([speaking!.opened, speaking!.openAtEnd, speaking!.dropped], [20, 20, 0]);
    assert.deepEqual([wss!.opened, wss!.openAtEnd, wss!.dropped], [10, 10, 0]);
    assert.deepEqual(
      [silentTarget!.opened, silentTarget!.expectedDrops, silentTarget!.dropped],
      [10, 10, 0],
    );
    for (const { hop, expected, ending } of summary.dropGroups) {
      assert.deepEqual(
        { hop, expected, kind: ending.kind },
        { hop: 'slb', expected: true, kind: 'rst' },
      );
    }
    assert.ok(speaking!.rttMs.count > 20 && speaking!.rttMs.p99! > 0);
    const files = fs.readdirSync(folder.runFolder);
    for (const file of ['shard-000.ndjson', 'shard-001.ndjson', 'scenario.yaml', 'summary.json']) {
      assert.ok(files.includes(file), `${file} in ${files.join(', ')}`);
    }
    const again = folder.start(['report', folder.runFolder, '--format', 'json']);
    assert.equal(await again.exitCode(), 0);
    assert.deepEqual(JSON.parse(again.stdout), summary);
  }));

test('soak run explains five different faults at once, each by the hop that did it', () =>
  withFolder(async (folder) => {
    const faults = `
lab:
  faults:
    - { at: 1s, rst: slb, count: 6, target: a }
    - { at: 2500ms, silence: slb, count: 6, target: b }
    - { at: 4s, close-frame: backend, code: 1001, count: 6, target: wss }
    - { at: 5500ms, fin: backend, count: 6, target: c }
    - { at: 7s, reload: ingress }
targets:
  a: { tcp: "lab:80", connections: 12, heartbeat: { every: 400ms, expect: any } }
  b: { tcp: "lab:81", connections: 12, heartbeat: { every: 400ms, expect: any } }
  c: { tcp: "lab:82", connections: 12, heartbeat: { every: 400ms, expect: any } }
  wss: { wss: "wss://lab:443/soak", connections: 12, ping: { every: 400ms } }
`;
    folder.write('scenario.yaml', scenario(faults, { hold: '9s' }));
    const run = folder.start(['run', 'scenario.yaml']);
    assert.equal(await run.exitCode(), 1, run.stdout + run.stderr);
    const found: Record<string, number> = {};
    for (const group of folder.summary().dropGroups) {
      const { target, hop, count, ending, certainty } = group;
      assert.notEqual(certainty, 'unexplained', JSON.stringify(group));
      const key = `${target} ${ending.kind} ${hop}`;
      found[key] = (found[key] ?? 0) + count;
    }
    assert.deepEqual(found, {
      'a rst slb': 6,
      'b blackhole slb': 6,
      'c fin pod': 6,
      'wss close-frame pod': 6,
      'wss fin ingress': 6,
    });
  }));

test('soak run writes its report and exits 130 on Ctrl-C in the middle', () =>
  withFolder(async (folder) => {
    folder.write('scenario.yaml', scenario(`lab: true\ntargets:${SPEAKING}`, { hold: '1h' }));
    const run = folder.start(['run', 'scenario.yaml']);
    await run.line(/ hold {3}/);
    process.kill(-run.child.pid!, 'SIGINT');
    assert.equal(await run.exitCode(), 130, run.stdout + run.stderr);
    const { run: about, verdict, targets } = folder.summary();
    assert.equal(about.interrupted, true);
    assert.equal(about.complete, true);
    assert.equal(verdict, 'inconclusive');
    assert.deepEqual(
      targets.map(({ openAtEnd }) => openAtEnd),
      [20, 10],
    );
  }));

test('soak report tells the drops up to the last second after kill -9 of everything', () =>
  withFolder(async (folder) => {
    const faults = 'lab: { faults: [{ at: 1s, rst: slb, count: 5, target: speaking }] }';
    folder.write('scenario.yaml', scenario(`${faults}\ntargets:${SPEAKING}`, { hold: '1h' }));
    const run = folder.start(['run', 'scenario.yaml']);
    await run.line(/ DROP .* 5 in total/);
    await run.killAll();
    const report = folder.start(['report', folder.runFolder, '--write']);
    assert.equal(await report.exitCode(), 1, report.stdout + report.stderr);
    const { run: about, targets, warnings } = folder.summary();
    assert.equal(about.complete, false);
    assert.deepEqual([targets[0]!.dropped, targets[0]!.unknown], [5, 15]);
    assert.ok(warnings.some((warning) => /without its last record/.test(warning)));
  }));

for (const [what, targets, pattern, code] of [
  [
    'a port where nobody listens',
    'a: { tcp: "127.0.0.1:1" }',
    /refused at connect: ECONNREFUSED/,
    3,
  ],
  ['a name that does not resolve', 'a: { tcp: "nowhere.invalid:80" }', /refused at resolve: /, 3],
  ['an unknown key', 'a: { tcp: "127.0.0.1:1", conections: 5 }', /did you mean connections\?/, 2],
  [
    'a duration without a unit',
    'a: { tcp: "127.0.0.1:1", heartbeat: { every: 30 } }',
    /write a unit, such as 30s/,
    2,
  ],
  [
    'a secret that is not set',
    'a: { ws: "ws://127.0.0.1:1/", headers: { Authorization: "${env:NOT_SET}" } }',
    /environment has no NOT_SET/,
    2,
  ],
] as const) {
  test(`soak run says what is wrong with ${what} and exits ${code}`, () =>
    withFolder(async (folder) => {
      folder.write('scenario.yaml', scenario(`targets:\n  ${targets}`));
      const run = folder.start(['run', 'scenario.yaml']);
      assert.equal(await run.exitCode(), code, run.stdout + run.stderr);
      assert.match(run.stdout + run.stderr, pattern);
    }));
}

test('soak run says that a scenario does not exist and exits 2', () =>
  withFolder(async (folder) => {
    const run = folder.start(['run', 'missing.yaml']);
    assert.equal(await run.exitCode(), 2);
    assert.match(run.stderr, /Cannot read the scenario missing.yaml \(ENOENT\)/);
  }));

test('soak run exits 3 when its folder cannot be written', () =>
  withFolder(async (folder) => {
    folder.write('reports', 'a file where the folder should be');
    folder.write('scenario.yaml', scenario(`lab: true\ntargets:${SPEAKING}`));
    const run = folder.start(['run', 'scenario.yaml']);
    assert.equal(await run.exitCode(), 3, run.stdout + run.stderr);
    assert.match(run.stdout, /reports .*cannot be written/);
  }));

test('soak run names the certificate when it is not trusted, and the status when the upgrade is refused', () =>
  withFolder(async (folder) => {
    folder.write('lab.yaml', scenario(`lab: true\ntargets:${SPEAKING}`));
    const lab = folder.start(['lab', 'lab.yaml', '--port-offset', '21000', '--ca-out', 'ca.pem']);
    await lab.line(/Stop it with/);
    folder.write(
      'untrusted.yaml',
      scenario('targets:\n  a: { wss: "wss://127.0.0.1:21443/", server-name: lab }'),
    );
    const untrusted = folder.start(['run', 'untrusted.yaml']);
    assert.equal(await untrusted.exitCode(), 3);
    assert.match(untrusted.stdout, /refused at tls: (UNABLE_TO_VERIFY|SELF_SIGNED|DEPTH_ZERO)/);
    assert.ok(!fs.existsSync(path.join(folder.path, 'reports', 'summary.json')));
    lab.child.kill('SIGINT');
    assert.equal(await lab.exitCode(), 0);
  }));

test('soak run names the HTTP status when the upgrade is refused, and exits 3', () =>
  withFolder(async (folder) => {
    const server = await refusingServer();
    const { port } = server.address() as AddressInfo;
    folder.write('scenario.yaml', scenario(`targets:\n  a: { ws: "ws://127.0.0.1:${port}/" }`));
    const run = folder.start(['run', 'scenario.yaml']);
    const code = await run.exitCode();
    server.close();
    assert.equal(code, 3, run.stdout + run.stderr);
    assert.match(run.stdout, /refused at upgrade: 503/);
  }));

test('soak run shows a secret nowhere: not on the screen, not in any file of the run', () =>
  withFolder(async (folder) => {
    const token = 'canary-7f3a9c51d2';
    const targets = `
  wss:
    wss: wss://lab:443/soak?token=\${env:SOAK_CANARY}
    connections: 3
    headers: { Authorization: "Bearer \${env:SOAK_CANARY}", X-Note: "for \${env:SOAK_CANARY}" }
    ping: { every: 500ms }
  tcp:
    tcp: lab:80
    connections: 3
    on-open: [{ send: "login \${env:SOAK_CANARY}\\n", expect: any }]`;
    folder.write('scenario.yaml', scenario(`lab: true\ntargets:${targets}`, { hold: '1s' }));
    const run = folder.start(['run', 'scenario.yaml'], { SOAK_CANARY: token });
    assert.equal(await run.exitCode(), 0, run.stdout + run.stderr);
    const files = fs.readdirSync(folder.runFolder).map((name) => path.join(folder.runFolder, name));
    const texts = [run.stdout, run.stderr, ...files.map((file) => fs.readFileSync(file, 'utf8'))];
    const forms = [
      token,
      Buffer.from(token).toString('base64').slice(0, 20),
      Buffer.from(token).toString('hex'),
    ];
    for (const text of texts)
      for (const form of forms) assert.ok(!text.includes(form), 'a secret is shown');
  }));

test('soak run waits for no hour of drain, with silent holes among its connections', () =>
  withFolder(async (folder) => {
    const lab = 'lab: { faults: [{ at: 1s, silence: slb, count: 100 }] }';
    const targets =
      '  silent: { tcp: "lab:80", connections: 300, final-probe: { send: "x", expect: any, within: 2s } }';
    const text = scenario(`${lab}\ntargets:\n${targets}`, { hold: '1s' }).replace('1500ms', '1h');
    folder.write('scenario.yaml', text);
    const run = folder.start(['run', 'scenario.yaml']);
    await run.line(/ probe /);
    assert.equal(await run.exitCode(), 1, run.stdout + run.stderr);
    const [target] = folder.summary().targets;
    assert.deepEqual([target!.dropped, target!.openAtEnd], [100, 200]);
  }));

test('soak answers --version, and a wrong verb with what was meant and exit 2', () =>
  withFolder(async (folder) => {
    const version = folder.start(['--version']);
    assert.equal(await version.exitCode(), 0);
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
    const wrong = folder.start(['rnu']);
    assert.equal(await wrong.exitCode(), 2);
    assert.match(wrong.stderr, /[Dd]id you mean run/);
  }));

/** Refuses every upgrade. */
async function refusingServer(): Promise<http.Server> {
  const server = http.createServer();
  server.on('upgrade', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

test('soak run spares a target that refuses too much: abort-when ends it early, and 0 is not its exit code', () =>
  withFolder(async (folder) => {
    const server = await refusingServer();
    const { port } = server.address() as AddressInfo;
    folder.write(
      'scenario.yaml',
      `soak: 1
name: test
targets:
  a: { ws: "ws://127.0.0.1:${port}/", connections: 200, on-drop: { redial: { base: 200ms, max: 1s } } }
load: { ramp: 1s, hold: 1h, max-rate: 100/s }
abort-when: { refused: 50%, over: 5s }
pass-when: { drops: "< 5%" }
`,
    );
    const run = folder.start(['run', 'scenario.yaml', '--no-preflight', '--max-rate', '40']);
    const code = await run.exitCode();
    server.close();
    assert.equal(code, 4, run.stdout + run.stderr);
    assert.match(run.stderr, /stopping: a refused \d+ of \d+ dials/);
    const { warnings, run: about } = folder.summary();
    assert.ok(
      warnings.some((one) => /^stopped early: a refused/.test(one)),
      `${warnings}`,
    );
    const seconds = about.durationMs / 1_000;
    const [target] = folder.summary().targets;
    assert.ok(target!.refused <= 40 * (seconds + 1), `${target!.refused} dials in ${seconds} s`);
  }));

test('soak run opens no 20,000 connections to strangers unasked: exit 2, and what to add', () =>
  withFolder(async (folder) => {
    const target = 'a: { tcp: "203.0.113.7:80", connections: 20k }';
    folder.write('scenario.yaml', scenario(`targets:\n  ${target}`));
    const run = folder.start(['run', 'scenario.yaml']);
    assert.equal(await run.exitCode(), 2, run.stdout + run.stderr);
    assert.match(run.stderr, /--yes, or allow: \[203\.0\.113\.7\] in the scenario/);
    const wrong = folder.start(['run', 'scenario.yaml', '--max-rate', '0']);
    assert.equal(await wrong.exitCode(), 2);
    assert.match(wrong.stderr, /Cannot read --max-rate "0": expected a number greater than 0/);
  }));
