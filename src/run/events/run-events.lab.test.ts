import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { WebSocketServer } from 'ws';
import { noDamage, readJournal } from '../../journal/reader.ts';
import type { NoteRecord } from '../../journal/record.ts';
import { SoakFolder } from '../../testing/soak-process.ts';

const IN_LAB = `lab: true
targets: { a: { tcp: "lab:80", connections: 5, heartbeat: { every: 500ms, send: "PING\\n", expect: "PONG\\n" } } }`;

function scenario(rest: string, hold: string): string {
  return `soak: 1
name: test
path:
  - { hop: ingress, kind: traefik, grace-timeout: 3s }
  - { hop: pod, kind: pod }
${rest}
load: { ramp: 200ms, hold: ${hold}, drain: 100ms }
`;
}

async function withFolder(act: (folder: SoakFolder) => Promise<void>): Promise<void> {
  const folder = new SoakFolder();
  try {
    await act(folder);
  } finally {
    folder.remove();
  }
}

function notesOf(folder: SoakFolder): readonly NoteRecord[] {
  const damage = noDamage();
  const records = [...readJournal(path.join(folder.runFolder, 'events.ndjson'), damage)];
  assert.deepEqual(damage, noDamage());
  return records.flatMap((record) => (record.type === 'note' ? [record] : []));
}

test('an event runs its command, and one that fails is a warning that ends nothing', () =>
  withFolder(async (folder) => {
    const events = `events:
  - { at: 500ms, label: roll out, run: echo "deployment restarted" }
  - { at: 600ms, label: break, run: 'echo "no $SOAK_CANARY \${env:SOAK_CANARY}" >&2; exit 7' }
  - { at: 700ms, label: hang, run: sleep 1000 }
  - { at: 800ms, label: wait, run: sleep 1000, timeout: 300ms }
`;
    folder.write('scenario.yaml', scenario(`${IN_LAB}\n${events}`, '2s'));
    const canary = 'canary-7f3a9c51d2';
    const run = folder.start(['run', 'scenario.yaml'], { SOAK_CANARY: canary });
    assert.equal(await run.exitCode(), 0, run.stdout + run.stderr);
    const notes = notesOf(folder);
    const events_ = notes.flatMap((note) => (note.kind === 'event' ? [note] : []));
    assert.deepEqual(
      events_
        .filter(({ ended }) => ended === undefined)
        .map(({ label, source }) => [label, source]),
      [
        ['roll out', 'scenario'],
        ['break', 'scenario'],
        ['hang', 'scenario'],
        ['wait', 'scenario'],
      ],
    );
    const ends = events_.filter(({ ended }) => ended !== undefined);
    const said = (label: string) => ends.find((end) => end.label.startsWith(label))!;
    assert.equal(said('roll out: done after ').ended!.output, 'deployment restarted');
    assert.deepEqual(
      [said('break: exit code 7 after ').ended!.exitCode, said('break').ended!.output],
      [7, 'no *** ***'],
    );
    assert.equal(said('hang: the run was over after ').ended!.exitCode, null);
    assert.equal(said('wait: no end after 0.3 s after ').ended!.exitCode, null);
    const { warnings, events: told } = folder.summary();
    assert.equal(told.length, 4);
    for (const warning of [
      /^the command of "break" failed \(exit code 7\): no \*\*\* \*\*\*$/,
      /^the command of "hang" failed \(the run was over\)$/,
      /^the command of "wait" failed \(no end after 0.3 s\)$/,
    ])
      assert.ok(
        warnings.some((text) => warning.test(text)),
        `${warning} in ${warnings.join('\n')}`,
      );
    for (const name of fs.readdirSync(folder.runFolder))
      assert.ok(!fs.readFileSync(path.join(folder.runFolder, name), 'utf8').includes(canary), name);
    assert.ok(!(run.stdout + run.stderr).includes(canary));
  }));

test('an event of the scenario explains the drops that its command causes', () =>
  withStopping(async (port) =>
    withFolder(async (folder) => {
      const stop = `'${process.execPath}' -e 'fetch("http://127.0.0.1:${port}/stop")'`;
      const rest = `targets: { a: { ws: "ws://127.0.0.1:${port}/", connections: 20, ping: { every: 500ms } } }
events:
  - at: 1s
    label: traefik is told to stop
    hop: ingress
    event: shutdown
    run: ${JSON.stringify(stop)}
`;
      folder.write('scenario.yaml', scenario(rest, '8s'));
      const run = folder.start(['run', 'scenario.yaml']);
      assert.equal(await run.exitCode(), 1, run.stdout + run.stderr);
      const { dropGroups } = folder.summary();
      assert.deepEqual(
        dropGroups.map(({ count, hop, setting }) => [count, hop, setting]),
        [[20, 'ingress', 'lifeCycle.graceTimeOut']],
      );
      assert.notEqual(dropGroups[0]!.certainty, 'unexplained', JSON.stringify(dropGroups));
    }),
  ));

test('a change of the cluster explains the drops that follow it', () =>
  withStopping(async (port) =>
    withFolder(async (folder) => {
      const printed = (type: string) => {
        const metadata = { uid: 'u', name: 'traefik-1', namespace: 'prod' };
        return JSON.stringify({ type, object: { metadata } });
      };
      folder.write(
        'kubectl',
        `#!/bin/sh
if [ "$2" = pods ]; then
  echo '${printed('ADDED')}'
  while [ ! -f changed ]; do sleep 0.05; done
  echo '${printed('DELETED')}'
fi
exec sleep 1000
`,
      );
      fs.chmodSync(path.join(folder.path, 'kubectl'), 0o755);
      const rest = `targets: { a: { ws: "ws://127.0.0.1:${port}/", connections: 20, ping: { every: 500ms } } }
events: [{ at: 1s, label: all are open, event: backend-removed }]
events-from: { kubernetes: { namespace: prod } }
`;
      folder.write('scenario.yaml', scenario(rest, '8s'));
      const PATH = `${folder.path}:${process.env.PATH}`;
      const run = folder.start(['run', 'scenario.yaml'], { PATH });
      await run.line(/ event .*all are open/);
      folder.write('changed', '');
      await run.line(/ event .*pod prod\/traefik-1 is deleted/);
      await fetch(`http://127.0.0.1:${port}/stop`);
      assert.equal(await run.exitCode(), 1, run.stdout + run.stderr);
      const { dropGroups, events, warnings } = folder.summary();
      assert.deepEqual(
        dropGroups.map(({ count, hop, setting }) => [count, hop, setting]),
        [[20, 'ingress', 'lifeCycle.graceTimeOut']],
      );
      assert.notEqual(dropGroups[0]!.certainty, 'unexplained', JSON.stringify(dropGroups));
      assert.equal(events.at(-1)!.source, 'kubernetes');
      assert.ok(!warnings.some((warning) => /cluster/.test(warning)), warnings.join('\n'));
    }),
  ));

/** In the middle of what `grace-timeout: 3s` may be, so that a slow machine does not matter. */
const DRAIN_MS = 2_500;

/** A server that ends what is open when it is told to stop, some time later, as an ingress does. */
async function withStopping(act: (port: number) => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>();
  const timers: NodeJS.Timeout[] = [];
  const server = http.createServer((_request, response) => {
    const old = [...sockets];
    const end = () => old.map((socket) => socket.end());
    timers.push(setTimeout(end, DRAIN_MS));
    response.end();
  });
  const webSockets = new WebSocketServer({ server });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await act((server.address() as AddressInfo).port);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    webSockets.close();
    server.close();
    for (const socket of sockets) socket.destroy();
  }
}
