import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Pattern } from './pattern.ts';

test('find() agrees with indexOf however the stream is cut', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 60 });
  const needles = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(needles, letters, fc.integer({ min: 1, max: 7 }), (needle, stream, chunkBytes) => {
      const pattern = new Pattern(Buffer.from(needle));
      const search = { progress: 0 };
      const expected = stream.indexOf(needle);
      for (let start = 0; start < stream.length; start += chunkBytes) {
        const end = pattern.find(search, Buffer.from(stream.slice(start, start + chunkBytes)), 0);
        if (end < 0) continue;
        assert.equal(start + end, expected + needle.length);
        return;
      }
      assert.equal(expected, -1);
    }),
    { seed: 1, numRuns: Number(process.env.SOAK_FUZZ_RUNS ?? 2_000) },
  );
});

test('find() starts at the given index', () => {
  const pattern = new Pattern(Buffer.from('ab'));
  assert.equal(pattern.find({ progress: 0 }, Buffer.from('abab'), 1), 4);
});
