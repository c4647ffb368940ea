import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifests } from '../manifests/read.ts';
import type { Field } from '../objects/field.ts';
import { deleteKey, insertInto, printDiff, renameKey, replaceValue } from './fix.ts';
import { EditedText } from './fixing/edited-text.ts';
import { Sources } from './sources.ts';

function open(text: string, file = 'a.yaml'): { data: Field; sources: Sources } {
  const { objects } = readManifests(text, file);
  return { data: objects[0]!.root.get('data'), sources: new Sources([{ file, text }]) };
}

const BLOCK = `apiVersion: v1
kind: ConfigMap
data:
  plain: 3600s # why
  "quoted": "a \\"b\\" # c"
  single: 'it''s'
  long: |
    a
    b
`;

test('renameKey() and replaceValue() change just that, and keep comments', () => {
  const { data, sources } = open(BLOCK);
  const line = (edits: ReturnType<typeof renameKey>) => edits[0]?.added[0];
  const field = data.get('plain');
  assert.equal(
    line(renameKey(sources, { field, from: 'plain', to: 'x/plain' })),
    '  x/plain: 3600s # why',
  );
  assert.equal(line(replaceValue(sources, { field, raw: '"1"' })), '  plain: "1" # why');
  assert.equal(
    line(replaceValue(sources, { field: data.get('quoted'), raw: '1' })),
    '  "quoted": 1',
  );
  assert.equal(line(replaceValue(sources, { field: data.get('single'), raw: '1' })), '  single: 1');
});

test('values in braces are replaced in place, and keys there are not deleted', () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\ndata: { a: 1s, b: "x, y" }\n';
  const { data, sources } = open(text);
  const a = replaceValue(sources, { field: data.get('a'), raw: '"2"' });
  assert.equal(a[0]?.added[0], 'data: { a: "2", b: "x, y" }');
  const b = replaceValue(sources, { field: data.get('b'), raw: 'z' });
  assert.equal(b[0]?.added[0], 'data: { a: 1s, b: z }');
  assert.deepEqual(deleteKey(sources, data.get('a')), []);
  assert.deepEqual(insertInto(sources, { map: data, lines: ['c: 1'] }), []);
});

test('nothing is proposed for a block of lines, or for JSON', () => {
  const { data, sources } = open(BLOCK);
  assert.deepEqual(deleteKey(sources, data.get('long')), []);
  assert.deepEqual(replaceValue(sources, { field: data.get('long'), raw: 'x' }), []);
  const json = open('{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"1"}}', 'a.json');
  assert.deepEqual(deleteKey(json.sources, json.data.get('a')), []);
});

test('printDiff() numbers its hunks as patch wants them, and EditedText makes the same change', () => {
  const { data, sources } = open(BLOCK);
  const edits = [
    ...insertInto(sources, { map: data, lines: ['first: "0"'] }),
    ...deleteKey(sources, data.get('single')),
    ...replaceValue(sources, { field: data.get('plain'), raw: '"1"' }),
  ];
  assert.equal(
    printDiff(edits),
    `--- a.yaml
+++ a.yaml
@@ -3,0 +4,1 @@
+  first: "0"
@@ -4,1 +5,1 @@
-  plain: 3600s # why
+  plain: "1" # why
@@ -6,1 +6,0 @@
-  single: 'it''s'
`,
  );
  assert.equal(
    EditedText.of(BLOCK).with(edits).text,
    BLOCK.replace("  single: 'it''s'\n", '').replace(
      '  plain: 3600s',
      '  first: "0"\n  plain: "1"',
    ),
  );
});
