import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskRecord } from './mask-record.ts';
import type { JournalRecord } from './record.ts';

const clocks = { ageMs: 1, sinceSentMs: 1, sinceReceivedMs: 1, quietBeforeLastWriteMs: 0 };
const about = { id: 1, atMs: 1, target: 0, member: 0 };
const ended = {
  type: 'ended',
  ...about,
  ...clocks,
  loopDelayMs: 0,
  proven: true,
  sentBytes: 1,
  receivedBytes: 1,
} as const;

const mask = (text: string) => text.replaceAll('outside', '***');

test('maskRecord() masks every text from outside, and nothing else', () => {
  const records: JournalRecord[] = [
    { type: 'opened', ...about, tookMs: [0, 1, 0, 0], localPort: 1, backend: 'outside' },
    {
      type: 'refused',
      ...about,
      tookMs: 1,
      refusal: { phase: 'upgrade', code: '401', detail: 'no outside' },
    },
    {
      type: 'refused',
      ...about,
      tookMs: 1,
      refusal: {
        phase: 'upgrade',
        code: '500',
        reply: 'outside',
        http: { server: 'nginx', body: 'no outside' },
      },
    },
    { ...ended, ending: { kind: 'close-frame', code: 4_001, reason: 'outside' } },
    { ...ended, ending: { kind: 'protocol-error', what: 'TLS: outside' }, backend: 'outside' },
    { ...ended, ending: { kind: 'rst' }, backend: 'outside' },
    { type: 'note', kind: 'warning', atMs: 1, message: 'CN=outside' },
    {
      type: 'note',
      kind: 'event',
      atMs: 1,
      label: 'pod outside',
      source: 'scenario',
      ended: { exitCode: 1, tookMs: 1, output: 'outside' },
    },
  ];
  for (const record of records) {
    const masked = maskRecord(record, mask);
    assert.deepEqual(masked, JSON.parse(mask(JSON.stringify(record))));
    assert.doesNotMatch(JSON.stringify(masked), /outside/);
  }
});

test('maskRecord() gives back a record without words from outside as it is', () => {
  const records: JournalRecord[] = [
    { type: 'opened', ...about, tookMs: [0, 1, 0, 0], localPort: 1 },
    { type: 'refused', ...about, tookMs: 1, refusal: { phase: 'connect', code: 'rst' } },
    { ...ended, ending: { kind: 'tls-alert', alert: 'internal_error' } },
    { type: 'note', kind: 'phase', atMs: 1, phase: 'hold' },
    { type: 'done', atMs: 1, reason: 'finished' },
  ];
  for (const record of records) assert.equal(maskRecord(record, mask), record);
});
