import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { SoakFolder } from '../../testing/soak-process.ts';

const SCENARIO = `
soak: 1
name: watched
path: [{ hop: client, kind: generator }, { hop: pod, kind: pod }]
lab: { faults: [{ at: 1s, rst: pod, count: 2 }] }
targets:
  speaking: { tcp: "lab:80", connections: 5, heartbeat: { every: 300ms, send: "PING\\n", expect: "PONG\\n" } }
load: { ramp: 200ms, hold: 30s, drain: 100ms }
`;

async function text(url: string): Promise<string> {
  return (await fetch(url)).text();
}

test('soak run --metrics serves the running soak, and the endpoint goes with it', async () => {
  const folder = new SoakFolder();
  try {
    folder.write('scenario.yaml', SCENARIO);
    const run = folder.start(['run', 'scenario.yaml', '--metrics', '127.0.0.1:0']);
    const [, url] = await run.told(/metrics are at (http:\/\/127\.0\.0\.1:\d+\/metrics)/);
    await run.line(/ hold /);
    // A second of the run, whenever this machine gets there.
    let seen = '';
    const bothDrops = /^soak_drops_total\{target="speaking",ending="rst",hop="pod"\} 2$/m;
    while (!bothDrops.test(seen)) {
      // Its text changes once a second.
      await setTimeout(200);
      seen = await text(url!);
    }
    assert.match(seen, /^soak_connections_open\{target="speaking"\} 3$/m);
    assert.match(seen, /^soak_up 1$/m);
    run.child.kill('SIGINT');
    assert.equal(await run.exitCode(), 130);
    await assert.rejects(text(url!));
  } finally {
    folder.remove();
  }
});

test('an address that is none is refused before anything is opened', async () => {
  const folder = new SoakFolder();
  try {
    folder.write('scenario.yaml', SCENARIO);
    const run = folder.start(['run', 'scenario.yaml', '--metrics', 'here']);
    assert.equal(await run.exitCode(), 2);
    assert.match(
      run.stderr,
      /Cannot read --metrics "here": expected a port or an address with one/,
    );
  } finally {
    folder.remove();
  }
});

test('a port that is taken costs the metrics, not the run', async () => {
  const folder = new SoakFolder();
  const server = net.createServer().listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    folder.write('scenario.yaml', SCENARIO.replace('30s', '1s').replace(/lab: .*/, 'lab: true'));
    const run = folder.start(['run', 'scenario.yaml', '--metrics', `:${port}`]);
    assert.equal(await run.exitCode(), 0, run.stdout + run.stderr);
    assert.match(run.stderr, /Cannot serve metrics on 127\.0\.0\.1:\d+ \(EADDRINUSE\)/);
  } finally {
    server.close();
    folder.remove();
  }
});
