import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AddressSummary } from '../../analysis/summary/summary.ts';
import { addressLines } from './address-text.ts';

function at(address: string, numbers: Partial<AddressSummary>): AddressSummary {
  const nothing = { opened: 0, refused: 0, dropped: 0, refusedAs: [] };
  return { target: 'wss', address, ...nothing, ...numbers };
}

test('addressLines() shows addresses of one name that behaved differently', () => {
  const refusedAs = [
    { how: 'connect ECONNREFUSED', count: 99 },
    { how: 'tls timeout', count: 1 },
  ];
  assert.deepEqual(
    addressLines([
      at('10.0.0.1:443', { opened: 1_100, dropped: 2 }),
      at('10.0.0.2:443', { refused: 100, refusedAs }),
    ]),
    [
      'wss at 10.0.0.2:443: 0 connections opened, 100 refused (99 as connect ECONNREFUSED, 1 as tls timeout), 0 dropped',
      'wss at 10.0.0.1:443: 1,100 connections opened, 0 refused, 2 dropped',
    ],
  );
});

test('addressLines() shows nothing while all addresses serve, or fail, alike', () => {
  assert.deepEqual(addressLines([at('a:1', { opened: 10 }), at('b:1', { opened: 9 })]), []);
  const alike = { opened: 100, dropped: 40 };
  assert.deepEqual(addressLines([at('a:1', alike), at('b:1', { opened: 90, dropped: 41 })]), []);
});

test('addressLines() takes one drop among many addresses for chance', () => {
  const many = Array.from({ length: 256 }, (_, index) => at(`10.0.0.${index}:1`, { opened: 400 }));
  assert.deepEqual(addressLines([...many, at('10.0.1.0:1', { opened: 400, dropped: 1 })]), []);
});
