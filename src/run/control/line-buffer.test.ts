import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineBuffer } from './line-buffer.ts';

test('LineBuffer puts lines together however they are cut', () => {
  const bytes = Buffer.from('one\ntwö\n\nfour');
  for (let size = 1; size <= bytes.length; size += 1) {
    const buffer = new LineBuffer(8);
    const lines: string[] = [];
    for (let at = 0; at < bytes.length; at += size)
      lines.push(...buffer.push(bytes.subarray(at, at + size))!);
    assert.deepEqual(lines, ['one', 'twö', ''], `in pieces of ${size}`);
  }
});

test('LineBuffer gives up on a line that is too long, ended or not', () => {
  for (const text of ['123456789', '123456789\n', '\n\n123456789'])
    assert.equal(new LineBuffer(8).push(Buffer.from(text)), undefined, text);
  const buffer = new LineBuffer(8);
  assert.deepEqual(buffer.push(Buffer.from('12345678')), []);
  assert.deepEqual(buffer.push(Buffer.from('\n12345678\n')), ['12345678', '12345678']);
  assert.deepEqual(buffer.push(Buffer.from('1234')), []);
  assert.equal(buffer.push(Buffer.from('56789')), undefined);
});
