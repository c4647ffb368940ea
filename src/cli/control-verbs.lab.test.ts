import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type net from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { WebSocketServer } from 'ws';
import { askRun } from '../run/control/ask-run.ts';
import { SoakFolder, type SoakRun } from '../testing/soak-process.ts';

const PATH = `
path:
  - { hop: ingress, kind: traefik, grace-timeout: 3s }
  - { hop: pod, kind: pod }
`;

function scenario(rest: string): string {
  return `soak: 1\nname: test\n${PATH}${rest}\nload: { ramp: 200ms, hold: 1h, drain: 100ms }\n`;
}

const IN_LAB = `lab: true
targets: { a: { tcp: "lab:80", connections: 20, heartbeat: { every: 500ms, send: "PING\\n", expect: "PONG\\n" } } }`;

/** A run that holds, and what may be asked of it. */
async function withRun(
  text: string,
  act: (folder: SoakFolder, run: SoakRun) => Promise<void>,
): Promise<void> {
  const folder = new SoakFolder();
  try {
    folder.write('scenario.yaml', text);
    const run = folder.start(['run', 'scenario.yaml']);
    await run.line(/Z hold /);
    await allOpen(folder.runFolder);
    await act(folder, run);
  } finally {
    folder.remove();
  }
}

async function allOpen(runFolder: string): Promise<void> {
  const conversation = await askRun(runFolder, { ask: 'watch' });
  assert.ok(typeof conversation !== 'string', String(conversation));
  for await (const reply of conversation.replies)
    if (reply.tell === 'status' && reply.status.open === 20) break;
  conversation.hangUp();
}

test('soak status shows the status of a current run, soak stop ends it like Ctrl-C', () =>
  withRun(scenario(IN_LAB), async (folder, run) => {
    const id = path.basename(folder.runFolder);
    const attached = folder.start(['attach', id]);
    await attached.line(/ 20\/20 open /);
    const status = folder.start(['status', id]);
    assert.equal(await status.exitCode(), 0, status.stderr);
    assert.match(
      status.stdout,
      /^\S+Z {2}holding 0:00:0\d of 1:00:00 {2}20\/20 open {2}0 unexpected drops {2}test\n$/,
    );
    const json = folder.start(['status', folder.runFolder, '--json']);
    assert.equal(await json.exitCode(), 0, json.stderr);
    const { state, open, phase, pid, targets } = JSON.parse(json.stdout);
    assert.deepEqual([state, open, phase, pid], ['running', 20, 'hold', run.child.pid]);
    assert.deepEqual([targets[0].name, targets[0].opened, targets[0].dropped], ['a', 20, 0]);

    const stop = folder.start(['stop', id]);
    const codes = await Promise.all([stop, run, attached].map((process) => process.exitCode()));
    assert.deepEqual(codes, [130, 130, 130], stop.stderr + attached.stderr);
    for (const { stdout } of [stop, run, attached]) assert.match(stdout, /INCONCLUSIVE {2}test /);
    assert.match(attached.stdout, / probe /);
    assert.equal(folder.summary().targets[0]!.openAtEnd, 20);
    assert.ok(!fs.readdirSync(folder.runFolder).some((name) => name.startsWith('control')));

    const list = folder.start(['status']);
    assert.equal(await list.exitCode(), 0, list.stderr);
    assert.match(list.stdout, /^\S+Z {2}inconclusive, stopped after 0:00:\d\d {2}20 opened /);
    const late = folder.start(['attach', id]);
    assert.equal(await late.exitCode(), 130, late.stderr);
    assert.match(late.stdout, /INCONCLUSIVE {2}test /);
  }));

test('soak attach leaves a run alone on Ctrl-C, and soak stop --no-wait does not wait', () =>
  withRun(scenario(IN_LAB), async (folder, run) => {
    const attached = folder.start(['attach', folder.runFolder]);
    await attached.line(/ 20\/20 open /);
    process.kill(attached.child.pid!, 'SIGINT');
    assert.equal(await attached.exitCode(), 0, attached.stderr);
    assert.match(attached.stdout, /The run continues. To return: soak attach reports\//);
    const stop = folder.start(['stop', folder.runFolder, '--no-wait']);
    assert.equal(await stop.exitCode(), 0, stop.stderr);
    assert.equal(await run.exitCode(), 130, run.stderr);
  }));

test('soak status says that a run was killed, and what its journals tell', () =>
  withRun(scenario(IN_LAB), async (folder, run) => {
    await run.killAll();
    for (const name of fs.readdirSync(folder.runFolder)) {
      // As if a minute had passed: nobody writes this journal any more.
      const past = Date.now() / 1_000 - 60;
      fs.utimesSync(path.join(folder.runFolder, name), past, past);
    }
    const list = folder.start(['status']);
    assert.equal(await list.exitCode(), 0, list.stderr);
    assert.match(list.stdout, /Z {2}killed {2}no report yet: soak report .* {2}test\n/);
    const one = folder.start(['status', folder.runFolder]);
    assert.equal(await one.exitCode(), 0, one.stderr);
    assert.match(
      one.stdout,
      /inconclusive, killed after .* 20 opened {2}0 unexpected drops {2}test/,
    );
    const mark = folder.start(['mark', folder.runFolder, 'reload']);
    assert.equal(await mark.exitCode(), 2);
    assert.match(mark.stderr, /Cannot reach the run reports\/\S+: it was killed/);
  }));

test('a mark explains the drops that follow it', () =>
  withServer(async ({ port, sockets }) => {
    const targets = `targets: { a: { ws: "ws://127.0.0.1:${port}/", connections: 20, ping: { every: 500ms } } }`;
    await withRun(scenario(targets), async (folder, run) => {
      // What is told to stop ends its connections after the grace of 3 s, which may be 2 to 5.
      const mark = folder.start(['mark', folder.runFolder, 'shutdown', '--hop', 'ingress']);
      await run.line(/ event {2}shutdown/);
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.end();
      }, 2_500);
      assert.equal(await mark.exitCode(), 0, mark.stderr);
      assert.match(mark.stdout, /^marked at 0:00:\d\d\n$/);
      await run.line(/ DROP .* 20 in total/);
      clearTimeout(timer);
      const stop = folder.start(['stop', folder.runFolder]);
      assert.equal(await stop.exitCode(), 130, stop.stderr);
      const { dropGroups, events } = folder.summary();
      assert.deepEqual(
        dropGroups.map(({ count, hop, setting }) => [count, hop, setting]),
        [[20, 'ingress', 'lifeCycle.graceTimeOut']],
      );
      assert.notEqual(dropGroups[0]!.certainty, 'unexplained', JSON.stringify(dropGroups));
      assert.deepEqual(
        events.map(({ label, source }) => [label, source]),
        [['shutdown', 'mark']],
      );
    });
  }));

interface Served {
  readonly port: number;
  readonly sockets: Set<net.Socket>;
}

/** A server that only answers pings. */
async function withServer(act: (served: Served) => Promise<void>): Promise<void> {
  const sockets = new Set<net.Socket>();
  const server = http.createServer();
  const webSockets = new WebSocketServer({ server });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await act({ port: (server.address() as AddressInfo).port, sockets });
  } finally {
    webSockets.close();
    server.close();
    for (const socket of sockets) socket.destroy();
  }
}
