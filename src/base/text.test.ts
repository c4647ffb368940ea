import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { padEnd, padStart, sanitize, table, truncate, widthOf, wrap } from './text.ts';

test('widths count columns: CJK and emoji take two, combining marks none', () => {
  assert.deepEqual(['abc', '连接', 'e\u0301', '👩‍👩‍👧', ''].map(widthOf), [3, 4, 1, 2, 0]);
  assert.equal(padEnd('连接', 6), '连接  ');
  assert.equal(padStart('连接', 6), '  连接');
});

test('truncate() never exceeds its width and never cuts a character in two', () => {
  assert.equal(truncate('connection', 6), 'conne…');
  assert.equal(truncate('连接断开', 5), '连接…');
  assert.equal(truncate('连接断开', 4), '连…');
  assert.equal(truncate('short', 5), 'short');
  assert.equal(truncate('short', 0), '');
});

test('wrap() breaks at spaces, keeps paragraphs and cuts words that are too long', () => {
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('a\n\nb', 10), ['a', '', 'b']);
  assert.deepEqual(wrap('abcdefgh ij', 3), ['abc', 'def', 'gh', 'ij']);
  assert.deepEqual(wrap('连接', 1), ['连', '接']);
});

test('wrap() stays within its width and loses no visible character', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 2, max: 40 }), (text, width) => {
      const lines = wrap(text, width);
      assert.ok(lines.every((line) => widthOf(line) <= width));
      assert.equal(lines.join('').replace(/[ \n]/g, ''), text.replace(/[ \n]/g, ''));
    }),
    { seed: 20261122, numRuns: 500 },
  );
});

test('table() sets columns below each other', () => {
  const rows = [
    ['target', 'open'],
    ['tcp-80', '19,998'],
    ['连接', '5'],
  ];
  assert.deepEqual(table(rows, [{}, { align: 'right' }]), [
    'target    open',
    'tcp-80  19,998',
    '连接         5',
  ]);
  assert.deepEqual(table([['a long cell', 'x'], ['b']], [{ widthMax: 5 }]), ['a lo…  x', 'b']);
  assert.deepEqual(table([]), []);
});

test('sanitize() leaves nothing that could move the cursor, hide or reorder text', () => {
  const cases: [string, string][] = [
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007text', 'text'],
    ['a\r\nb\tc', 'a b c'],
    ['\u202Egnp.exe\u202C', 'gnp.exe'],
    ['a\u200Bb\u2066c', 'abc'],
    ['z\u0301\u0301\u0301\u0301\u0301\u0301', 'z\u0301\u0301\u0301'],
    ['\ud800x', '\ufffdx'],
    ['\u009b31mx', '31mx'],
    ['plain 连接', 'plain 连接'],
  ];
  assert.deepEqual(
    cases.map(([text]) => sanitize(text, 80)),
    cases.map(([, clean]) => clean),
  );
});

test('sanitize() caps what it is given, also when all of it is stripped', () => {
  assert.equal(sanitize('abcdef', 4), 'abc…');
  assert.equal([...sanitize('\u001b'.repeat(1e6), 10)].length, 1);
  assert.equal([...sanitize('x'.repeat(1e6), 10)].length, 10);
});

test('sanitize() gives one printable line of at most max characters for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 30 }), (text, max) => {
      const clean = sanitize(text, max);
      assert.ok([...clean].length <= max);
      assert.match(clean, /^[^\p{Control}\p{Format}\u2028\u2029]*$/u);
    }),
    { seed: 20261122, numRuns: 1_000 },
  );
});

test('wrap() cuts a long word of wide characters in one pass', () => {
  const start = process.cpuUsage();
  const lines = wrap('日'.repeat(20_000), 80);
  assert.ok(process.cpuUsage(start).user < 5_000_000);
  assert.equal(lines.length, 500);
  assert.ok(lines.every((line) => widthOf(line) === 80));
});
