import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactor } from '../../scenario/text/redact.ts';
import { OutputTail } from './output-tail.ts';

const nothing = (text: string) => text;

test('OutputTail shows the last lines of a command as one', () => {
  const output = new OutputTail();
  for (const piece of ['one\ntw', 'o\r\n\n', 'three\nfo', 'ur\n']) output.add(piece);
  assert.equal(output.shown(nothing), 'two | three | four');
  assert.equal(new OutputTail().shown(nothing), '');
});

test('OutputTail shows nothing that a terminal would obey, and little of a long line', () => {
  const output = new OutputTail();
  output.add(`\u001b[2J\u001b]0;title\u0007red\u0000 \u202etext\n${'x'.repeat(1_000_000)}`);
  const shown = output.shown(nothing);
  assert.ok(shown.length < 400, `${shown.length}`);
  assert.match(shown, /^x+…$/);
  const small = new OutputTail();
  small.add('\u001b[2J\u001b]0;title\u0007red\u0000 \u202etext\n');
  assert.equal(small.shown(nothing), 'red text');
});

test('OutputTail masks a secret wherever the pieces cut it', () => {
  const secret = 'canary-7f3a9c51d2';
  for (let at = 0; at <= secret.length; at += 1) {
    const output = new OutputTail();
    output.add('x'.repeat(100_000));
    output.add(`\ntoken ${secret.slice(0, at)}`);
    output.add(`${secret.slice(at)} end`);
    assert.match(output.shown(redactor([secret])), / \| token \*\*\* end$/);
  }
});
