import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EditedText } from './edited-text.ts';

const TEXT = 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n';

function edit(line: number, removed: readonly string[], added: readonly string[]) {
  return { file: 'a.yaml', line, removed, added };
}

test('edits of several rounds make one diff against the text as it was read', () => {
  const first = EditedText.of(TEXT).with([edit(2, ['b'], ['B']), edit(9, [], ['x', 'y'])]);
  const second = first.with([edit(2, ['B'], ['B2']), edit(9, ['x'], [])]);
  assert.equal(second.text, 'a\nB2\nc\nd\ne\nf\ng\nh\ny\ni\nj\n');
  assert.equal(
    second.diff('a.yaml'),
    `--- a.yaml
+++ a.yaml
@@ -1,10 +1,11 @@
 a
-b
+B2
 c
 d
 e
 f
 g
 h
+y
 i
 j
`,
  );
});

test('changes far apart are hunks of their own, numbered as patch wants them', () => {
  const text = EditedText.of(`${TEXT}k`).with([edit(1, ['a'], []), edit(11, ['k'], ['K', 'L'])]);
  assert.equal(
    text.diff('a.yaml'),
    `--- a.yaml
+++ a.yaml
@@ -1,4 +1,3 @@
-a
 b
 c
 d
@@ -8,4 +7,5 @@
 h
 i
 j
-k
\\ No newline at end of file
+K
+L
\\ No newline at end of file
`,
  );
});

test('nothing changed is no diff', () => {
  const text = EditedText.of(TEXT);
  assert.equal(text.isChanged, false);
  assert.equal(text.diff('a.yaml'), '');
});

test('of two edits of one line only the first is made, and the same one only once', () => {
  const both = EditedText.of(TEXT).with([edit(2, ['b'], ['B']), edit(2, ['b'], ['C'])]);
  assert.equal(both.text, TEXT.replace('b', 'B'));
  const twice = EditedText.of(TEXT).with([edit(2, [], ['x']), edit(2, [], ['x'])]);
  assert.equal(twice.text, TEXT.replace('b', 'x\nb'));
});

test('an edit of a line that is not there any more is not made', () => {
  assert.equal(EditedText.of(TEXT).with([edit(2, ['z'], ['B'])]).text, TEXT);
});

test('lines end as those around them do', () => {
  const text = EditedText.of('a\r\nb\r\n').with([edit(2, ['b'], ['B', 'C'])]);
  assert.equal(text.text, 'a\r\nB\r\nC\r\n');
});
