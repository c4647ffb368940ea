import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { problemsText } from '../cli/print-problems.ts';
import { STARTER } from '../cli/starter.ts';
import { plain } from '../report/text/paint.ts';
import { loadScenario } from './load.ts';

const SEED = Number(process.env.FUZZ_SEED ?? 20261122);
const RUNS = Number(process.env.SOAK_FUZZ_RUNS ?? 2_000);
/** Of the processor, not of the clock: other tests run at the same time. */
const SLOWEST_MS = 1_000;

/** Loads and prints: a value or problems with places, in bounded time, whatever the text is. */
function holds(text: string): void {
  const start = process.cpuUsage();
  const loaded = loadScenario(text, { file: 'x.yaml', env: { A: 'b' }, readFile: missing });
  if (!loaded.ok) {
    assert.ok(loaded.problems.length > 0);
    for (const { at, message } of loaded.problems) {
      assert.ok(at.line >= 1 && at.column >= 1, message);
      assert.ok(message.length > 0 && message.length < 2_000, message);
    }
    assert.ok(problemsText(loaded.problems, plain).length < 100_000);
  }
  const tookMs = process.cpuUsage(start).user / 1_000;
  assert.ok(tookMs < SLOWEST_MS, `${Math.round(tookMs)} ms for ${text.slice(0, 200)}`);
}

function missing(): never {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
}

const FRAGMENTS = [
  ...['\n', '\n  ', '\n    - ', ': ', ' ', ', ', '#', '---\n', '\t', '\r\n', '\ufeff', '\u2028'],
  ...['{', '}', '[', ']', '"', "'", '|', '>', '&a', '*a', '!x', '? ', '<<: ', '%', '`', '@'],
  ...['${env:A}', '${file:x}', '${', '$${', '__proto__', 'constructor', 'null', '~', '.nan', '0x1'],
  ...['1e999', '-1', '3s', '10%', '5 sec', '20k', '1_000', '99999999999999999999', 'true', 'off'],
  ...['soak: 1', 'targets', 'path', 'hop', 'kind', 'alibaba-slb', 'wss', 'heartbeat', 'pass-when'],
  ...[
    'drops < 0.1% with 95% confidence',
    'rtt p99',
    'lab',
    'faults',
    'expect-drop',
    '连接',
    '\ud800',
  ],
];

const fragments = fc
  .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 6 })), { maxLength: 60 })
  .map((parts) => parts.join(''));

/** The starter with a few pieces taken out, doubled or replaced. */
const mutated = fc
  .array(
    fc.record({
      at: fc.nat(STARTER.length),
      length: fc.nat(40),
      text: fc.oneof(fc.constantFrom('', ...FRAGMENTS), fc.string({ maxLength: 8 })),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((edits) =>
    edits.reduce(
      (text, { at, length, text: piece }) => text.slice(0, at) + piece + text.slice(at + length),
      STARTER,
    ),
  );

/** Any JSON value where a section is expected. */
const misshapen = fc
  .dictionary(
    fc.constantFrom('soak', 'name', 'path', 'targets', 'load', 'source', 'pass-when', 'lab', 'x'),
    fc.jsonValue({ maxDepth: 4 }),
  )
  .map((value) => JSON.stringify({ soak: 1, name: 'x', ...value }));

test(`no text makes the loader throw, hang or point nowhere (seed ${SEED})`, () => {
  fc.assert(fc.property(fc.oneof(fragments, mutated, misshapen), holds), {
    seed: SEED,
    numRuns: RUNS,
  });
});

test('texts that are known to be slow or deep for a YAML parser are told so at once', () => {
  const size = 250_000;
  const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n');
  const bomb = ['a: &a [x, x]', ...'bcdefghijklmnopqrstuvwxyz'].reduce(
    (text, name, index, names) =>
      index === 0
        ? name
        : `${text}\n${name}: &${name} [*${names[index - 1]![0]}, *${names[index - 1]![0]}]`,
    '',
  );
  for (const text of [
    '['.repeat(12_000),
    '["]",'.repeat(12_000),
    '{a: '.repeat(12_000),
    '- '.repeat(12_000),
    '? '.repeat(12_000),
    Array.from({ length: 400 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
    keys,
    `x: {${'a: 1, '.repeat(10_000)}}`,
    `x: [${'a, '.repeat(20_000)}]`,
    bomb,
    '"'.repeat(50_000),
    '!a '.repeat(20_000),
    '&a '.repeat(20_000),
    '---\n'.repeat(20_000),
    `soak: ${'x'.repeat(size)}`,
    'x'.repeat(size * 4),
    `name: "${'${env:A}'.repeat(10_000)}"`,
    `name: "${'${'.repeat(100_000)}"`,
    `a: &a x\nb: [${'*a, '.repeat(40_000)}]`,
    `name: "${'?token'.repeat(40_000)}"`,
  ])
    holds(text);
});
