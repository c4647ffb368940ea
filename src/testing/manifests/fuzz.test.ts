import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { checkManifests } from '../../check/check.ts';
import { FORMATS } from '../../check/formats/all.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../src/testing/manifests');

/** `SOAK_FUZZ_RUNS=100000` for a long one. */
const RUNS = Number(process.env.SOAK_FUZZ_RUNS ?? 2_000);

const SEED = 20_261_122;

const corpus = fs
  .readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => fs.readFileSync(path.join(FOLDER, name), 'utf8'));

/** Words that the reader and the rules look for, so that chance meets them. */
const WORDS = [
  ...new Set(corpus.flatMap((text) => text.split(/[\s:"']+/))),
  ...[
    '<<',
    '*a',
    '&a',
    '!!binary',
    '|',
    '>-',
    '{',
    '[',
    '}',
    ']',
    '? ',
    '- ',
    '---',
    '...',
    '%YAML 1.1',
  ],
  ...[
    'null',
    '~',
    '0',
    '-1',
    '1e309',
    '0x7f',
    'on',
    'yes',
    '2026-11-22',
    '\u0000',
    '\uFEFF',
    '\ud800',
    '\t',
  ],
];

const word = fc.constantFrom(...WORDS);

/** A known text with some of it cut out, doubled or overwritten. */
const mutated = fc
  .tuple(
    fc.constantFrom(...corpus),
    fc.array(fc.tuple(fc.nat(2_000), fc.nat(40), fc.option(word)), { minLength: 1, maxLength: 6 }),
  )
  .map(([text, cuts]) =>
    cuts.reduce((now, [at, length, put]) => {
      const start = at % (now.length + 1);
      return (
        now.slice(0, start) +
        (put ?? now.slice(start, start + length).repeat(2)) +
        now.slice(start + length)
      );
    }, text),
  );

/** Words in any order, with line breaks and indentation. */
const soup = fc
  .array(fc.tuple(fc.nat(6), word, fc.constantFrom(': ', ' ', ':\n', '\n', ', ')), {
    maxLength: 40,
  })
  .map((parts) => parts.map(([indent, one, end]) => ' '.repeat(indent) + one + end).join(''));

/** Trees of the right kinds of objects with anything in them. */
const leaf = fc.oneof(
  word,
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);
const tree = fc.letrec((again) => ({
  node: fc.oneof(
    { maxDepth: 6 },
    leaf,
    fc.array(again('node'), { maxLength: 4 }),
    fc.dictionary(word, again('node'), { maxKeys: 6 }),
  ),
})).node;
const object = fc.record({
  apiVersion: fc.constantFrom(
    'v1',
    'apps/v1',
    'networking.k8s.io/v1',
    'extensions/v1beta1',
    'gateway.networking.k8s.io/v1',
    'alibabacloud.com/v1',
  ),
  kind: fc.constantFrom(
    'Service',
    'Ingress',
    'ConfigMap',
    'Deployment',
    'HTTPRoute',
    'Gateway',
    'AlbConfig',
    'List',
  ),
  metadata: tree,
  spec: tree,
  data: tree,
  items: tree,
});
const asJson = object.map((value) => JSON.stringify(value, null, 1));
const asYaml = object.map((value) => stringify(value, { aliasDuplicateObjects: false }));

test('no text makes the check throw, hang, or point outside of the text', () => {
  const property = fc.property(
    fc.oneof(mutated, mutated, soup, asJson, asYaml, fc.string()),
    (text) => {
      const checked = checkManifests([{ file: 'fuzz.yaml', text }]);
      const lines = text.split('\n').length;
      for (const { at } of [...checked.findings, ...checked.problems])
        assert.ok(at.line >= 1 && at.line <= lines + 1 && at.column >= 1, JSON.stringify(at));
      for (const format of FORMATS) assert.ok(typeof format.print(checked) === 'string');
    },
  );
  fc.assert(property, { seed: SEED, numRuns: RUNS, interruptAfterTimeLimit: 3_600_000 });
});
