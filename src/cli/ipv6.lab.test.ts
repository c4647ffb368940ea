import assert from 'node:assert/strict';
import os from 'node:os';
import { test } from 'node:test';
import { SoakFolder } from '../testing/soak-process.ts';

const hasIpv6 = Object.values(os.networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

test('a soak over IPv6 opens, holds, explains and reports as over IPv4', {
  skip: hasIpv6 ? false : 'this machine has no ::1',
}, async () => {
  const folder = new SoakFolder();
  try {
    const ports = ['--tcp', '0', '--ws', '0', '--wss', '0', '--ca-out', 'ca.pem'];
    const serve = folder.start(['serve', '--host', '::1', '--idle-timeout', '2s', ...ports]);
    const [tcp, ws, wss] = await Promise.all(
      ['tcp', 'ws', 'wss'].map(async (transport) => {
        const line = await serve.line(new RegExp(` ${transport} +.*:\\d+$`));
        return /:(\d+)$/.exec(line)![1];
      }),
    );
    folder.write(
      'scenario.yaml',
      `soak: 1
name: ipv6
path: [{ hop: backend, kind: custom, role: backend, limits: [{ setting: idle, after: 2s }] }]
targets:
  tcp: { tcp: "[::1]:${tcp}", connections: 10, heartbeat: { every: 500ms, expect: any } }
  silent: { tcp: "[::1]:${tcp}", connections: 10, expect-drop: { at-idle: 2s, by: backend } }
  ws: { ws: "ws://[::1]:${ws}/", connections: 10, ping: { every: 500ms } }
  wss: { wss: "wss://[::1]:${wss}/", ca: ca.pem, server-name: localhost, connections: 10, ping: { every: 500ms } }
load: { ramp: 300ms, hold: 4s, drain: 100ms }
`,
    );
    const run = folder.start(['run', 'scenario.yaml']);
    assert.equal(await run.exitCode(), 0, run.stdout + run.stderr);
    const { targets } = folder.summary();
    assert.deepEqual(
      targets.map(({ opened, dropped, expectedDrops }) => [opened, dropped, expectedDrops]),
      [
        [10, 0, 0],
        [10, 0, 10],
        [10, 0, 0],
        [10, 0, 0],
      ],
    );
  } finally {
    folder.remove();
  }
});
