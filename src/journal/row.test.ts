import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeLine, encodeLine } from './line.ts';
import type { EndedRecord, JournalRecord, OpenedRecord } from './record.ts';

const OPENED: OpenedRecord = {
  type: 'opened',
  id: 123_456,
  atMs: 10_796_543.2,
  target: 1,
  member: 99_999,
  tookMs: [0.1, 2.3, 15.2, 12.1],
  localPort: 60_999,
};

const ENDED: EndedRecord = {
  type: 'ended',
  id: 123_456,
  atMs: 10_796_543.2,
  target: 1,
  member: 99_999,
  ending: { kind: 'blackhole', noticedBy: 'reply-timeout' },
  ageMs: 900_363.4,
  sinceSentMs: 10_544.9,
  sinceReceivedMs: 39_565.8,
  quietBeforeLastWriteMs: 29_067.4,
  loopDelayMs: 1.2,
  proven: true,
  sentBytes: 12_345,
  receivedBytes: 12_345,
};

const RECORDS: readonly JournalRecord[] = [
  OPENED,
  { ...OPENED, localAddress: '10.0.0.7', peer: '[2001:db8::1]:443', backend: 'pod-1' },
  ENDED,
  { ...ENDED, proven: false, backend: 'pod-1', ending: { kind: 'rst' } },
  { type: 'note', kind: 'phase', atMs: 1, phase: 'hold' },
];

test('decodeLine() gives back every record as it was encoded', () => {
  for (const [seq, record] of RECORDS.entries()) {
    assert.deepEqual(decodeLine(encodeLine(record, seq)), { ok: true, record, seq });
  }
});

test('an opened and an ended record take at most 150 bytes on average, newlines included', () => {
  const lines = [OPENED, ENDED].map((record) => `${encodeLine(record, 1_000_000)}\n`);
  assert.ok(lines.join('').length <= 2 * 150, lines.join(''));
});

test('decodeLine() reads records that were written with their names', () => {
  const line =
    '{"type":"opened","id":3,"atMs":4.5,"target":0,"member":3,"tookMs":[0,1,0,0],"localPort":5,' +
    '"seq":7,"crc":"c7b60d49"}';
  const record = { ...OPENED, id: 3, atMs: 4.5, target: 0, member: 3, localPort: 5 };
  assert.deepEqual(decodeLine(line), {
    ok: true,
    record: { ...record, tookMs: [0, 1, 0, 0] },
    seq: 7,
  });
});
