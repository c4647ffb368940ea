import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Field } from './field.ts';
import { readYaml } from './yaml-document.ts';

/** Every value of a text with its place and that of its key, as `line:column`. */
function places(text: string): readonly string[] {
  const { root, problems } = readYaml({ text, file: 'a.yaml', linesBefore: 0 });
  assert.deepEqual(problems, []);
  return root === undefined ? [] : walk(root);
}

function walk(field: Field): readonly string[] {
  const { at, keyAt, way } = field;
  const own = `${way.join('.')} ${keyAt.line}:${keyAt.column} ${at.line}:${at.column}`;
  const below = [...field.items(), ...field.entries().map(([, value]) => value)];
  return [own, ...below.flatMap(walk)];
}

const TEXT = `a: 1
b:
  - x: "q"
    y: [p, { z: 5 }]
  -
c:
d: { e: [] }
`;

test('every value and key has its place', () => {
  assert.deepEqual(places(TEXT), [
    ' 1:1 1:1',
    'a 1:1 1:4',
    'b 2:1 3:3',
    'b.0 3:5 3:5',
    'b.0.x 3:5 3:8',
    'b.0.y 4:5 4:8',
    'b.0.y.0 4:9 4:9',
    'b.0.y.1 4:12 4:12',
    'b.0.y.1.z 4:14 4:17',
    'b.1 5:4 5:4',
    'c 6:1 6:3',
    'd 7:1 7:4',
    'd.e 7:6 7:9',
  ]);
});

test('anchors, repeated keys and keys that look like numbers change no place', () => {
  const rest = (text: string) => places(text).filter((place) => !/^(x|9000|f)/.test(place));
  const plain = rest(TEXT);
  for (const more of [
    'x: &x 1\nf: *x\n',
    '9000: a\n',
    'f: 1\nf: 2\n',
    'x: &x { g: 1 }\nf: { <<: *x }\n',
  ])
    assert.deepEqual([...rest(TEXT + more)].sort(), [...plain].sort(), more);
});

test('what is not there has the place of what is nearest above it', () => {
  const { root } = readYaml({ text: TEXT, file: 'a.yaml', linesBefore: 0 });
  const missing = root!.get('d').get('none').get('more');
  assert.equal(missing.at.line, 7);
  assert.equal(missing.keyAt.column, 1);
});
