import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from '../journal/connection.ts';
import type { EndedRecord, OpenedRecord } from '../journal/record.ts';
import type { Ending } from '../outcome/ending.ts';
import { Connections, fateOf } from './connections.ts';

const ROUTE = { localAddress: '10.0.0.7', peer: '10.0.0.9:443' };
const BYE = { kind: 'close-frame', code: 1_000, reason: 'bye' } as const;
const PROVEN = { kind: 'local-close', why: 'stop', life: 'proven' } as const;

test('a connection has every field of its two records, whether it dropped or was held', () => {
  const table = new Connections();
  const records = [ended(3, BYE, 'pod-1'), ended(1, PROVEN), ended(8, { kind: 'rst' }, 'pod-1')];
  for (const { id } of records) table.noteOpened(opened(id), ROUTE);
  for (const record of records) table.noteEnded(record);
  for (const { type: _, ...told } of records) {
    const row = rowOf(table, told.id);
    assert.deepEqual(picked(row.ended!, told), told);
    const { type: __, atMs, tookMs, ...rest } = opened(told.id);
    assert.deepEqual(picked(row, rest), rest);
    assert.equal(row.openedAtMs, atMs);
    assert.deepEqual([row.resolveMs, row.connectMs, row.tlsMs, row.upgradeMs], tookMs);
    assert.deepEqual(picked(row, ROUTE), ROUTE);
  }
});

test('drops are the connections that the scenario wanted open, in the order of their records', () => {
  const table = new Connections();
  for (let id = 5_000; id > 0; id -= 1) table.noteEnded(ended(id, id % 2 === 0 ? PROVEN : BYE));
  const drops = table.drops();
  assert.equal(drops.length, table.dropCount);
  assert.deepEqual(
    drops.map(({ id, atMs }) => [id, atMs]),
    Array.from({ length: 2_500 }, (_, index) => [4_999 - 2 * index, (4_999 - 2 * index) * 10.1]),
  );
  assert.equal(table.dropIndexOf(4_999), 0);
  assert.equal(table.dropIndexOf(4_998), undefined);
});

test('equal endings are kept once', () => {
  const table = new Connections();
  for (const id of [1, 2]) table.noteEnded(ended(id, { ...BYE }));
  const [first, second] = table.drops();
  assert.equal(first!.ending, second!.ending);
});

test('of a lost record nothing is invented', () => {
  const table = new Connections();
  table.noteEnded(ended(1, BYE));
  table.noteOpened(opened(2), { localAddress: '', peer: '' });
  const [withoutOpened, withoutEnded] = [...table];
  const { openedAtMs, connectMs, peer, localPort } = withoutOpened!;
  assert.deepEqual(
    { openedAtMs, connectMs, peer, localPort },
    { openedAtMs: 10.1 - 1.1, connectMs: undefined, peer: undefined, localPort: undefined },
  );
  assert.deepEqual([withoutEnded!.ended, withoutEnded!.localAddress], [undefined, undefined]);
  assert.equal(table.acceptedAtMs(1), undefined);
});

test('fateOf() tells what became of a connection', () => {
  const table = new Connections();
  const endings: readonly Ending[] = [
    BYE,
    PROVEN,
    { ...PROVEN, life: 'unverified' },
    { kind: 'local-fault', errno: 'ENOMEM' },
  ];
  for (const [id, ending] of endings.entries()) table.noteEnded(ended(id, ending));
  table.noteOpened(opened(4), ROUTE);
  const fates = ['dropped', 'proven', 'unverified', 'local-fault', 'unknown'];
  assert.deepEqual([...table].map(fateOf), fates);
});

function rowOf(table: Connections, id: number): Connection {
  return [...table].find((row) => row.id === id)!;
}

/** The fields of `like`, as `row` has them. */
function picked<Row extends object>(row: Row, like: object): Partial<Row> {
  const names = Object.keys(like) as (keyof Row)[];
  return Object.fromEntries(names.map((name) => [name, row[name]])) as Partial<Row>;
}

function opened(id: number): OpenedRecord {
  const tookMs = [id + 0.1, id + 0.2, id + 0.3, id + 0.4] as const;
  const who = { id, target: id % 2, member: id + 1 };
  return { type: 'opened', ...who, atMs: id * 10, tookMs, localPort: 1_024 + id };
}

function ended(id: number, ending: Ending, backend?: string): EndedRecord {
  return {
    type: 'ended',
    id,
    atMs: id * 10.1,
    target: id % 2,
    member: id + 1,
    ending,
    ageMs: id + 0.1,
    sinceSentMs: id + 0.2,
    sinceReceivedMs: id + 0.3,
    quietBeforeLastWriteMs: id + 0.4,
    loopDelayMs: id + 0.5,
    proven: id % 3 === 0,
    sentBytes: id,
    receivedBytes: 2 ** 33 + id,
    ...(backend === undefined ? {} : { backend }),
  };
}
