import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExpectDrop } from '../scenario/scenario.ts';
import {
  ORDERLY,
  pathOf,
  pod,
  provokedDrop,
  RST,
  silentDrop,
  slb,
  talkingDrop,
  target,
} from '../testing/explain/fixtures.ts';
import type { Explanation } from './cause.ts';
import type { Drop } from './drop.ts';
import { isExpected } from './expected.ts';

const PATH = pathOf(slb(900_000, ['rst']), pod());
const AT_IDLE: ExpectDrop = { axis: 'idle', atMs: 900_000, toleranceMs: 15_000, by: 'slb' };

function by(...hops: readonly string[]): Explanation {
  const causes = hops.map((hop) => ({ hop, setting: 'x' }));
  return { certainty: hops.length === 1 ? 'likely' : 'possible', causes, reason: 'a test' };
}

interface Row {
  readonly row: string;
  readonly drop: Drop;
  readonly explanation?: Explanation;
  readonly expectDrop?: ExpectDrop;
  readonly expected: boolean;
}

const { by: _, ...ANYONE } = AT_IDLE;
const AT_AGE: ExpectDrop = { axis: 'age', atMs: 600_000, toleranceMs: 5_000 };

const ROWS: readonly Row[] = [
  { row: 'at the time, by the hop', drop: silentDrop(900_020, { ending: RST }), expected: true },
  { row: 'at the edge of the tolerance', drop: silentDrop(885_000), expected: true },
  { row: 'too early', drop: silentDrop(884_999), expected: false },
  { row: 'too late', drop: silentDrop(915_001), expected: false },
  { row: 'by another hop', drop: silentDrop(900_020), explanation: by('pod'), expected: false },
  {
    row: 'by the hop among others',
    drop: silentDrop(900_020),
    explanation: by('pod', 'slb'),
    expected: true,
  },
  {
    row: 'unexplained, though a hop is named',
    drop: silentDrop(900_020),
    explanation: by(),
    expected: false,
  },
  {
    row: 'unexplained, and nobody is named',
    drop: silentDrop(900_020),
    explanation: by(),
    expectDrop: ANYONE,
    expected: true,
  },
  {
    row: 'by our own fault',
    drop: silentDrop(900_020),
    explanation: by('generator'),
    expectDrop: ANYONE,
    expected: false,
  },
  {
    row: 'idle long enough but of the wrong clock',
    drop: talkingDrop(900_000, 5_000),
    expected: false,
  },
  {
    row: 'found by our own write after the time',
    drop: provokedDrop(1_200_003, 1_200_000),
    expected: true,
  },
  {
    row: 'found by our own write before the time',
    drop: provokedDrop(1_200_003, 600_000),
    expected: false,
  },
  {
    row: 'found by the final probe, hours later',
    drop: silentDrop(7_200_000, {
      ending: { kind: 'blackhole', noticedBy: 'final-probe' },
      sinceSentMs: 5_000,
      quietBeforeLastWriteMs: 7_195_000,
    }),
    expected: true,
  },
  {
    row: 'at the age',
    drop: talkingDrop(601_000, 400, { ending: ORDERLY }),
    expectDrop: AT_AGE,
    expected: true,
  },
  {
    row: 'not at the age',
    drop: talkingDrop(610_000, 400, { ending: ORDERLY }),
    expectDrop: AT_AGE,
    expected: false,
  },
  {
    row: 'closed by ourselves',
    drop: silentDrop(900_020, { ending: { kind: 'local-close', why: 'stop', life: 'proven' } }),
    expected: false,
  },
];

for (const { row, drop, explanation = by('slb'), expectDrop = AT_IDLE, expected } of ROWS) {
  test(`isExpected() is ${expected} for an end ${row}`, () => {
    const one = target('t', 'tcp', PATH, { expectDrop });
    assert.equal(isExpected(drop, one, explanation), expected);
  });
}

test('isExpected() is false where the target expects none', () => {
  assert.equal(isExpected(silentDrop(900_020), target('t', 'tcp', PATH), by('slb')), false);
});
