import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { realSystem } from '../../cli/system.ts';
import type { NoteRecord } from '../../journal/record.ts';
import { LiveState } from '../../report/live/state.ts';
import { loadScenario } from '../../scenario/load.ts';
import type { FollowedRun, RunExtension } from '../extension.ts';
import { runFolderAt } from '../journals/run-folder.ts';
import { askOnce, askRun } from './ask-run.ts';
import { openControl } from './control-server.ts';
import type { ControlReply } from './protocol.ts';
import { socketOf } from './socket-place.ts';

const SYSTEM = realSystem();

const SCENARIO = `soak: 1
name: control
path: [{ hop: ingress, kind: ingress-nginx }]
targets: { a: { tcp: "127.0.0.1:1", connections: 5 } }
load: { hold: 1h }
`;

interface Controlled {
  readonly folder: string;
  readonly control: RunExtension;
  /** What was asked of the run. */
  readonly done: string[];
}

/** A control socket over a run that does nothing. */
async function withControl(
  act: (controlled: Controlled) => Promise<void>,
  { depth = 0 } = {},
): Promise<void> {
  const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-control-'));
  const folder = path.join(parent, 'x'.repeat(depth), 'run');
  fs.mkdirSync(folder, { recursive: true });
  const done: string[] = [];
  const control = await openControl(fakeRun(folder, done));
  try {
    await act({ folder, control, done });
  } finally {
    await control.close();
    assert.deepEqual(fs.readdirSync(folder), [], 'something is left behind');
    fs.rmSync(parent, { recursive: true });
  }
}

function fakeRun(folder: string, done: string[]): FollowedRun {
  const loaded = loadScenario(SCENARIO, { file: 'scenario.yaml', env: {}, readFile: () => '' });
  assert.ok(loaded.ok);
  const { scenario } = loaded.value;
  return {
    host: SYSTEM,
    scenario,
    folder: runFolderAt(folder),
    soakVersion: '1.2.3',
    startedAtMs: Date.now(),
    state: new LiveState(scenario),
    notify: (message) => done.push(`notify ${message}`),
    stop: (reason) => done.push(`stop ${reason}`),
    mark: (label, about) => done.push(`mark ${label} ${JSON.stringify(about)}`),
    addEvent: ({ label }) => done.push(`event ${label}`),
    warn: (message) => done.push(`warn ${message}`),
  };
}

function note(label: string): NoteRecord {
  return { type: 'note', kind: 'event', atMs: 5, label, source: 'mark' };
}

test('the control socket is for its owner only, from its first moment', async () => {
  const before = process.umask(0);
  try {
    await withControl(async ({ folder }) => {
      assert.equal(fs.statSync(socketOf(folder)!).mode & 0o777, 0o600);
      assert.equal(process.umask(), 0);
    });
  } finally {
    process.umask(before);
  }
});

test('a folder whose path is too long for a socket has one elsewhere, in a private folder', () =>
  withControl(
    async ({ folder }) => {
      const socket = socketOf(folder)!;
      assert.ok(!socket.startsWith(folder), socket);
      assert.equal(fs.statSync(path.dirname(socket)).mode & 0o777, 0o700);
      const reply = await askOnce(folder, { ask: 'status' });
      assert.ok(typeof reply !== 'string' && reply.tell === 'status');
      assert.equal(reply.status.folder, folder);
    },
    { depth: 120 },
  ));

test('a mark is told what is wrong with it, and a good one is clean of control characters', () =>
  withControl(async ({ folder, done }) => {
    const answers: string[] = [];
    for (const mark of [
      { label: '\u001b[2J  ' },
      { label: 'reload', hop: 'slb' },
      { label: 'reload', event: 'explosion' },
      { label: 're\u001b[31mload\n now', hop: 'ingress', event: 'reload' },
    ]) {
      const reply = await askOnce(folder, { ask: 'mark', ...mark });
      assert.ok(typeof reply !== 'string');
      answers.push(reply.tell === 'refused' ? reply.why : reply.tell);
    }
    assert.deepEqual(answers, [
      'A mark needs a label',
      'The path has no such hop; it has ingress',
      'There is no such event; there are reload, listener-update, shutdown, backend-stop, backend-removed, backend-unhealthy',
      'done',
    ]);
    assert.deepEqual(done, ['mark reload now {"hop":"ingress","event":"reload"}']);
  }));

test('a run takes so many marks and no more', () =>
  withControl(async ({ folder, done }) => {
    let refused: ControlReply | string = '';
    while (done.length < 2_000) {
      refused = await askOnce(folder, { ask: 'mark', label: 'again' });
      if (typeof refused !== 'string' && refused.tell === 'refused') break;
    }
    assert.deepEqual(
      [done.length, refused],
      [1_500, { tell: 'refused', why: 'A run takes 1500 marks, and it has them' }],
    );
  }));

test('who follows a run hears its notes and its end, and who asks to stop too', () =>
  withControl(async ({ folder, control, done }) => {
    const heard: string[][] = [];
    const ends: Promise<void>[] = [];
    for (const ask of ['watch', 'stop'] as const) {
      const conversation = await askRun(folder, { ask });
      assert.ok(typeof conversation !== 'string');
      const told: string[] = [];
      heard.push(told);
      await conversation.replies.next();
      ends.push(
        (async () => {
          for await (const reply of conversation.replies) told.push(JSON.stringify(reply));
        })(),
      );
    }
    control.onRecord!(note('rollout'), -1);
    await control.onEnd!({} as never, 130);
    await Promise.all(ends);
    const all = [
      { tell: 'note', note: note('rollout') },
      { tell: 'end', exitCode: 130 },
    ];
    const lines = all.map((reply) => JSON.stringify(reply));
    assert.deepEqual(heard, [lines, lines]);
    assert.deepEqual(done, ['stop interrupted']);
  }));

for (const [what, said] of [
  ['no JSON', 'status\n'],
  ['JSON that asks nothing', '{"ask":"everything"}\n'],
  ['a line that does not end', 'x'.repeat(5_000)],
] as const) {
  test(`${what} is refused, and the socket goes on`, () =>
    withControl(async ({ folder }) => {
      const client = net.connect(socketOf(folder)!);
      client.write(said);
      let answer = '';
      client.on('data', (piece) => {
        answer += String(piece);
      });
      await once(client, 'close');
      assert.equal(answer, '{"tell":"refused","why":"Cannot understand this question"}\n');
      assert.equal(typeof (await askOnce(folder, { ask: 'status' })), 'object');
    }));
}

test('a client that goes on talking is cut off', () =>
  withControl(async ({ folder }) => {
    const client = net.connect(socketOf(folder)!);
    client.on('error', () => {});
    client.write('{"ask":"watch"}\n');
    await once(client, 'data');
    client.resume();
    client.write('{"ask":"stop"}\n');
    await once(client, 'close');
  }));

test('a client that does not read is cut off, and nothing is kept for it', () =>
  withControl(async ({ folder, control }) => {
    const client = net.connect(socketOf(folder)!);
    client.on('error', () => {});
    client.write('{"ask":"watch"}\n');
    await once(client, 'data');
    client.pause();
    const closed = once(client, 'close');
    const before = process.memoryUsage().rss;
    const long = note('x'.repeat(100_000));
    // 2 GB in all, if they were kept.
    for (let count = 0; count < 20_000; count += 1) control.onRecord!(long, 0);
    const grownMiB = (process.memoryUsage().rss - before) / 2 ** 20;
    assert.ok(grownMiB < 200, `${grownMiB} MiB`);
    client.resume();
    await closed;
    assert.equal(typeof (await askOnce(folder, { ask: 'status' })), 'object');
  }));

test('more clients than a run takes are turned away, and make room when they go', () =>
  withControl(async ({ folder }) => {
    const clients: net.Socket[] = [];
    for (let count = 0; count < 16; count += 1) {
      const client = net.connect(socketOf(folder)!);
      client.write('{"ask":"watch"}\n');
      await once(client, 'data');
      clients.push(client);
    }
    assert.equal(await askOnce(folder, { ask: 'status' }), 'no-answer');
    const [first] = clients;
    const closed = once(first!, 'close');
    first!.destroy();
    await closed;
    // The server hears of it a moment later.
    for (;;) if ((await askOnce(folder, { ask: 'status' })) !== 'no-answer') break;
    for (const client of clients) client.destroy();
  }));

test('the socket of a killed run is recognized', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-control-'));
  try {
    assert.equal(await askOnce(folder, { ask: 'status' }), 'no-socket');
    const server = net.createServer().listen(path.join(folder, 'first.sock'));
    await once(server, 'listening');
    // As kill -9 leaves it: the file is there, and nobody listens.
    fs.renameSync(path.join(folder, 'first.sock'), path.join(folder, 'control.sock'));
    server.close();
    await once(server, 'close');
    assert.equal(await askOnce(folder, { ask: 'status' }), 'nobody-listens');
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
