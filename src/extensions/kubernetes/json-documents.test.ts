import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { JsonDocuments } from './json-documents.ts';

function pushed(documents: JsonDocuments, bytes: Buffer, size: number): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += size)
    found.push(...documents.push(bytes.subarray(at, at + size)));
  return found;
}

test('JsonDocuments gives back every object, however it is printed and cut', () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(
      fc.array(object),
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom(0, 4),
      (objects, size, indent) => {
        const text = objects.map((one) => JSON.stringify(one, null, indent)).join('\n');
        const documents = new JsonDocuments(1_000_000);
        const found = pushed(documents, Buffer.from(text), size).map((one) => JSON.parse(one));
        assert.deepEqual(found, JSON.parse(JSON.stringify(objects)));
        assert.equal(documents.passedOver, 0);
      },
    ),
    { seed: 6, numRuns: 300 },
  );
});

test('JsonDocuments passes over an object that is too long, and goes on with the next', () => {
  const text = `{"a":"${'x'.repeat(100)}"}{"b":"}{"}`;
  for (const size of [1, 7, 1_000]) {
    const documents = new JsonDocuments(50);
    assert.deepEqual(pushed(documents, Buffer.from(text), size), ['{"b":"}{"}']);
    assert.equal(documents.passedOver, 1);
  }
});

test('JsonDocuments ignores what stands between objects', () => {
  const documents = new JsonDocuments(50);
  assert.deepEqual(pushed(documents, Buffer.from('No "resources" found }\n{} , [{"a":1}]'), 3), [
    '{}',
    '{"a":1}',
  ]);
});
