import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backendOf, HELLO_BYTES_MAX, readHello } from './hello.ts';

const HELLO = '{"soak":1,"backend":"pod-7","client":"10.0.0.1:5"}';

const IDENTITIES: readonly (readonly [text: string, backend: string | undefined])[] = [
  [HELLO, 'pod-7'],
  ['{"soak":1,"backend":"a\\u001b[31m\\nb\\u00e9"}', 'a[31mb'],
  [`{"soak":1,"backend":"${'x'.repeat(200)}"}`, 'x'.repeat(64)],
  ['{"soak":1,"backend":""}', undefined],
  ['{"soak":1,"backend":7}', undefined],
  ['{"soak":1,"backend":"pod"', undefined],
  ['{"soak":2,"backend":"pod"}', undefined],
  [' {"soak":1,"backend":"pod"}', undefined],
  [`{"soak":1,"backend":"pod"${' '.repeat(HELLO_BYTES_MAX)}}`, undefined],
  ['', undefined],
];

for (const [text, backend] of IDENTITIES) {
  test(`backendOf() of ${JSON.stringify(text.slice(0, 40))} is ${backend?.slice(0, 8)}`, () => {
    assert.equal(backendOf(Buffer.from(text)), backend);
  });
}

test('readHello() waits for the line end, for 512 bytes, and not for a stranger', () => {
  const read = (text: string) => readHello(Buffer.from(text));
  assert.deepEqual(read(`${HELLO}\nmore`), { kind: 'hello', backend: 'pod-7', endIndex: 51 });
  assert.equal(read('{').kind, 'unfinished');
  assert.equal(read(HELLO).kind, 'unfinished');
  assert.equal(read('220 ready\n').kind, 'none');
  assert.equal(read('{"soak":1,}\n').kind, 'none');
  assert.equal(read(HELLO.padEnd(HELLO_BYTES_MAX)).kind, 'none');
});
