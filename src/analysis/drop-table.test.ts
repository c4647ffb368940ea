import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EndedRecord } from '../journal/record.ts';
import { DropTable } from './drop-table.ts';

const NOTHING_KNOWN = { connectMsOf: () => 0, routeOf: () => undefined };

test('a drop of the table says all that its record said, and how it was connected', () => {
  const route = { localAddress: '10.0.0.7', peer: '10.0.0.9:443' };
  const table = new DropTable({ connectMsOf: (id) => id / 2, routeOf: () => route });
  const records = [record(3, 'pod-1'), record(1), record(8, 'pod-1')];
  for (const one of records) table.add(one);
  const drops = table.drops();
  for (const [index, { type: _, sentBytes: __, receivedBytes: ___, ...known }] of records.entries())
    for (const [field, value] of Object.entries(known))
      assert.deepEqual(drops[index]![field as keyof typeof known], value, field);
  const { backend, peer, localAddress, roundTripMs } = drops[1]!;
  assert.deepEqual({ backend, peer, localAddress }, { backend: undefined, ...route });
  assert.equal(roundTripMs, 0.5);
});

test('drops keep their order and their own values when the table grows', () => {
  const table = new DropTable(NOTHING_KNOWN);
  for (let id = 5_000; id > 0; id -= 1) table.add(record(id));
  const drops = table.drops();
  assert.equal(drops.length, 5_000);
  assert.ok(drops.every(({ id, atMs }, index) => id === 5_000 - index && atMs === id * 10.1));
});

test('a connection of unknown address has none, and equal endings are kept once', () => {
  const table = new DropTable(NOTHING_KNOWN);
  table.add(record(1));
  table.add(record(1));
  const [first, second] = table.drops();
  assert.equal(first!.peer, undefined);
  assert.equal(first!.ending, second!.ending);
});

function record(id: number, backend?: string): EndedRecord {
  return {
    type: 'ended',
    id,
    atMs: id * 10.1,
    target: id % 2,
    member: id + 1,
    ending: { kind: 'close-frame', code: 1_000 + (id % 2), reason: 'bye' },
    ageMs: id + 0.1,
    sinceSentMs: id + 0.2,
    sinceReceivedMs: id + 0.3,
    quietBeforeLastWriteMs: id + 0.4,
    loopDelayMs: id + 0.5,
    proven: id % 3 === 0,
    sentBytes: 1,
    receivedBytes: 2,
    ...(backend === undefined ? {} : { backend }),
  };
}
