import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import type { JournalRecord } from '../../journal/record.ts';
import { readLimits } from '../../net/machine/limits.ts';
import { loadScenario } from '../../scenario/load.ts';
import { maskScenario } from '../../scenario/text/secrets.ts';
import { cleanPass } from '../../testing/report/nights.ts';
import { replayNight } from '../../testing/report/recorded-run.ts';
import { runFolderAt } from '../journals/run-folder.ts';
import { assignmentsFor } from './assignments.ts';
import type { FromShard, ToShard } from './messages.ts';

/** What JSON carries whole: no bigint, no function, no bytes, no Date. */
type Portable<Value> = Value extends string | number | boolean | null | undefined
  ? Value
  : Value extends bigint | symbol | ((...args: never[]) => unknown) | ArrayBufferView | Date
    ? never
    : { readonly [Key in keyof Value]: Portable<Value[Key]> };

/** Does not compile when a message cannot be sent to another machine as JSON. */
const ARE_PORTABLE: readonly [
  ToShard extends Portable<ToShard> ? true : never,
  FromShard extends Portable<FromShard> ? true : never,
] = [true, true];

const FOLDER = path.join(os.tmpdir(), 'soak-reports', '2026-11-22T01-00-00Z');

const SCENARIO = `soak: 1
name: portable
path: [{ hop: ingress, kind: traefik }]
targets:
  a: { tcp: "10.0.0.1:80", connections: 5, each: users, heartbeat: { every: 5s, send: "\${data.token} \${seq}", expect: "b" } }
  b: { wss: "wss://10.0.0.2/soak", connections: 5, headers: { Authorization: "Bearer \${env:TOKEN}" } }
data: { users: { file: users.csv } }
load: { hold: 10s }
events: [{ at: 1s, label: x, run: reload }]
report:
  folder: ${path.dirname(FOLDER)}
  webhook: { url: "https://chat.example/\${env:TOKEN}" }
`;

function toShards(): readonly ToShard[] {
  const loaded = loadScenario(SCENARIO, {
    ...{ file: path.join(FOLDER, 'scenario.yaml'), env: { TOKEN: 'secret-0123' } },
    readFile: () => '',
    readData: () => Buffer.from('token\na\nb\nc\nd\ne\n'),
  });
  assert.ok(loaded.ok);
  const { scenario, secrets, rows } = loaded.value;
  const assignments = assignmentsFor({
    ...{
      scenario,
      maskedScenario: maskScenario(scenario, secrets),
      secrets,
      rows,
      shards: 2,
      isTraced: true,
    },
    ...{
      folder: runFolderAt(FOLDER),
      soakVersion: '0',
      limits: readLimits(),
    },
  });
  return [
    ...assignments.map((assignment): ToShard => ({ kind: 'assign', assignment })),
    { kind: 'begin', start: { startedAtMs: 1_795_000_000_000 } },
    { kind: 'stop', reason: 'interrupted' },
  ];
}

/** Enough for every kind of note; they repeat. */
const MESSAGES_MAX = 500;

function fromShards(): readonly FromShard[] {
  const messages: FromShard[] = [{ kind: 'ready' }, { kind: 'done', lost: 0 }];
  replayNight(cleanPass(), (record: JournalRecord) => {
    if (messages.length > MESSAGES_MAX) return;
    if (record.type === 'interval' || record.type === 'note')
      messages.push({ kind: 'record', record });
  });
  return messages;
}

/** Every value in a message, with where it is. */
function* leaves(value: unknown, place = ''): Generator<readonly [place: string, leaf: unknown]> {
  if (typeof value !== 'object' || value === null) yield [place, value];
  else for (const [key, inner] of Object.entries(value)) yield* leaves(inner, `${place}.${key}`);
}

test('no message between coordinator and shards names a file of one machine', () => {
  assert.deepEqual(ARE_PORTABLE, [true, true]);
  const local = [FOLDER, os.tmpdir(), process.cwd(), os.homedir()].filter((one) => one.length > 1);
  for (const message of [...toShards(), ...fromShards()]) {
    for (const [place, leaf] of leaves(JSON.parse(JSON.stringify(message)))) {
      const found = local.find((one) => String(leaf).includes(one));
      assert.equal(found, undefined, `${message.kind}${place}: ${leaf}`);
    }
  }
});

test('no message carries a reading of a monotonic clock', () => {
  // A wall clock in ms has 13 digits; `process.hrtime.bigint()` has more after three hours.
  const READING = /^\d{14,}$/;
  for (const message of [...toShards(), ...fromShards()]) {
    for (const [place, leaf] of leaves(JSON.parse(JSON.stringify(message))))
      assert.doesNotMatch(String(leaf), READING, `${message.kind}${place}`);
  }
});

test('what only the coordinator needs stays there: reports, where they go, and commands', () => {
  const sent = JSON.stringify(toShards());
  assert.doesNotMatch(sent, /chat\.example\/secret/);
  for (const message of toShards()) {
    if (message.kind !== 'assign') continue;
    const { scenario, maskedScenario } = message.assignment;
    assert.deepEqual(scenario.report, { folder: '', formats: [] });
    assert.deepEqual(scenario.events, []);
    assert.equal(maskedScenario.report.folder, '');
  }
});
