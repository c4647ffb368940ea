import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../../base/prng.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { loadScenario } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { echoRedactor } from '../../scenario/text/redact.ts';
import { recordMask } from './row-mask.ts';
import { rowsOfShard, unpacked } from './rows.ts';

const prng = new Prng(5);
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function token(length: number): string {
  return Array.from({ length }, () => LETTERS[prng.index(LETTERS.length)]).join('');
}

const TOKENS = Array.from({ length: 60 }, () => token(800));
const CSV = `user,token\n${TOKENS.map((each, index) => `user-${index},${each}`).join('\n')}\n`;

function scenario(connections: number): { scenario: Scenario; rows: ReadonlyMap<string, never> } {
  const loaded = loadScenario(
    `soak: 1
name: t
data: { users: { file: u.csv, pick: shuffled, show: [user] } }
targets:
  a: { tcp: "h:1", connections: 7 }
  b: { tcp: "h:1", connections: ${connections}, each: users }
  c: { tcp: "h:1", connections: 3, each: users }
load: { hold: 1m }`,
    { file: 's.yaml', env: {}, readFile: () => '', readData: () => Buffer.from(CSV) },
  );
  assert.ok(loaded.ok, JSON.stringify(loaded));
  return { scenario: loaded.value.scenario, rows: loaded.value.rows as ReadonlyMap<string, never> };
}

/** The tokens of all members of targets b and c, as `count` shards hold them. */
function held(count: number): readonly string[] {
  const loaded = scenario(40);
  const found: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const shards = unpacked(rowsOfShard(loaded.scenario, loaded.rows, { index, count }));
    for (const target of [1, 2]) {
      const { connections } = loaded.scenario.targets[target]!;
      // The members before this target's are dealt first: member m is number before + m.
      const before = target === 1 ? 7 : 47;
      for (let member = 0; member < connections; member += 1) {
        if ((before + member) % count !== index) continue;
        found[target * 1_000 + member] = shards[target]!.cell(member, 1).toString();
      }
    }
  }
  return found;
}

test('members have the same rows on 1, 2, 6 and 14 shards, and no two have the same', () => {
  const alone = held(1);
  assert.equal(new Set(Object.values(alone)).size, 43);
  for (const count of [2, 6, 14]) assert.deepEqual(held(count), alone, `${count} shards`);
});

function endedWith(member: number, reason: string): JournalRecord {
  return {
    type: 'ended',
    ...{ id: 1, atMs: 1, target: 1, member, ageMs: 1, sinceSentMs: 1, sinceReceivedMs: 1 },
    ...{ quietBeforeLastWriteMs: 0, loopDelayMs: 0, proven: true, sentBytes: 0, receivedBytes: 0 },
    ending: { kind: 'close-frame', code: 4000, reason },
  };
}

test('what a server repeats of the token of a connection is masked: whole, cut and encoded', () => {
  const loaded = scenario(40);
  const rows = unpacked(rowsOfShard(loaded.scenario, loaded.rows, { index: 0, count: 1 }));
  const mask = recordMask(echoRedactor([]), rows);
  for (let member = 0; member < 40; member += 1) {
    const own = rows[1]!.cell(member, 1).toString();
    const cut = own.slice(prng.index(600), 700).slice(0, 100);
    const short = own.slice(30, 42);
    const forms = [cut, own, Buffer.from(cut).toString('base64'), encodeURIComponent(cut), short];
    forms.push(Buffer.from(cut).toString('hex'), JSON.stringify(cut), cut.slice(0, 40));
    for (const form of forms) {
      const masked = JSON.stringify(mask(endedWith(member, `no ${form} here`)));
      for (let at = 0; at + 8 <= form.length; at += 1)
        assert.ok(!masked.includes(form.slice(at, at + 8)), masked);
      assert.match(masked, /no .* here/);
    }
  }
});

test("what looks like another connection's token is cut, and the name of a pod is not", () => {
  const loaded = scenario(40);
  const rows = unpacked(rowsOfShard(loaded.scenario, loaded.rows, { index: 0, count: 1 }));
  const mask = recordMask(echoRedactor([]), rows);
  const other = rows[1]!.cell(1, 1).toString().slice(100, 160);
  const masked = mask(endedWith(0, `known: ${other}`));
  assert.deepEqual(masked.type === 'ended' && masked.ending, {
    ...{ kind: 'close-frame', code: 4000 },
    reason: `known: ${other.slice(0, 4)}…`,
  });
  const opened = mask({
    type: 'opened',
    ...{ id: 1, atMs: 1, target: 1, member: 0, tookMs: [0, 0, 0, 0], localPort: 1 },
    backend: 'link-socket-7f9c4b5d8-x2kqp',
  });
  assert.equal(opened.type === 'opened' && opened.backend, 'link-socket-7f9c4b5d8-x2kqp');
});
