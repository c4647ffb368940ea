import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StrayBytes } from './stray-bytes.ts';

test('StrayBytes keeps the first bytes that came instead of a reply, printable and capped', () => {
  const stray = new StrayBytes();
  assert.equal(stray.text, undefined);
  stray.note(Buffer.from('ERR '), true);
  stray.note(Buffer.from('unknown\n\x00'), true);
  assert.equal(stray.text, 'ERR unknown\\n\\x00');
  stray.note(Buffer.alloc(1_000, 'x'), true);
  assert.match(stray.text!, /^ERR unknown\\n\\x00x{51}…$/);
  stray.clear();
  assert.equal(stray.text, undefined);
});

test('StrayBytes takes nothing for a reply of a peer that speaks by itself', () => {
  const stray = new StrayBytes();
  stray.note(Buffer.from('news'), false);
  stray.note(Buffer.from('more news'), true);
  assert.equal(stray.text, undefined);
});
