import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenedRecord, RefusedRecord } from '../../journal/record.ts';
import type { Target } from '../../scenario/scenario.ts';
import { AddressCounts } from './addresses.ts';

const TARGETS = [{ name: 'one' }, { name: 'two' }] as unknown as readonly Target[];

function opened(target: number): OpenedRecord {
  return { type: 'opened', target } as OpenedRecord;
}

function refused(target: number, peer?: string, code = 'ECONNREFUSED'): RefusedRecord {
  const refusal = { phase: 'connect', code };
  return { type: 'refused', target, refusal, ...(peer !== undefined && { peer }) } as RefusedRecord;
}

test('AddressCounts counts opens, refusals and drops of each address of a target', () => {
  const counts = new AddressCounts();
  counts.noteOpened(opened(1), '10.0.0.1:443');
  counts.noteOpened(opened(1), '10.0.0.1:443');
  counts.noteDropped(1, '10.0.0.1:443');
  counts.noteRefused(refused(1, '10.0.0.2:443', 'timeout'));
  counts.noteRefused(refused(1, '10.0.0.2:443'));
  counts.noteRefused(refused(1, '10.0.0.2:443'));
  assert.deepEqual(counts.summary(TARGETS), [
    { target: 'two', address: '10.0.0.1:443', opened: 2, refused: 0, dropped: 1, refusedAs: [] },
    {
      target: 'two',
      address: '10.0.0.2:443',
      opened: 0,
      refused: 3,
      dropped: 0,
      refusedAs: [
        { how: 'connect ECONNREFUSED', count: 2 },
        { how: 'connect timeout', count: 1 },
      ],
    },
  ]);
});

test('AddressCounts says nothing of a target that has one address', () => {
  const counts = new AddressCounts();
  counts.noteOpened(opened(0), '10.0.0.1:443');
  counts.noteRefused(refused(0, '10.0.0.1:443'));
  assert.deepEqual(counts.summary(TARGETS), []);
});

test('AddressCounts holds nothing against an address that our own kernel refused', () => {
  const counts = new AddressCounts();
  counts.noteOpened(opened(0), '10.0.0.1:443');
  const refusal = { phase: 'local', code: 'EMFILE' } as const;
  counts.noteRefused({ ...refused(0, '10.0.0.2:443'), refusal });
  counts.noteOpened(opened(0), '');
  assert.deepEqual(counts.summary(TARGETS), []);
});

test('AddressCounts leaves out refusals before an address was known', () => {
  const counts = new AddressCounts();
  counts.noteOpened(opened(0), '10.0.0.1:443');
  counts.noteRefused(refused(0));
  assert.deepEqual(counts.summary(TARGETS), []);
});

test('AddressCounts holds a bounded number of addresses', () => {
  const counts = new AddressCounts();
  for (let host = 0; host < 1_000; host += 1) counts.noteOpened(opened(0), `10.0.0.${host}:443`);
  const addresses = counts.summary(TARGETS);
  assert.equal(addresses.length, 257);
  assert.deepEqual(addresses.at(-1), {
    target: 'one',
    address: 'others',
    opened: 744,
    refused: 0,
    dropped: 0,
    refusedAs: [],
  });
});
