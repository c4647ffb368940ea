import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NameLine } from './name-line.ts';

function taken(...chunks: readonly string[]) {
  const line = new NameLine();
  const payload = chunks.map((chunk) => line.take(Buffer.from(chunk))?.toString());
  return { name: line.name, payload };
}

test('NameLine takes the name out of what a client says first', () => {
  assert.deepEqual(taken('soak id=mi8x-1\nPING\n'), { name: 'mi8x-1', payload: ['PING\n'] });
  assert.deepEqual(taken('soak id=mi', '8x-1\n'), { name: 'mi8x-1', payload: [undefined, ''] });
});

test('NameLine leaves everything else alone, and holds nothing back for long', () => {
  for (const said of [
    's',
    'soak',
    'soak id',
    'PING\n',
    'soak ID=x\n',
    `soak id=${'x'.repeat(200)}`,
  ])
    assert.deepEqual(taken(said), { name: '', payload: [said] });
});
