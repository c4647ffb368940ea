import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  pathOf,
  pod,
  RST,
  silentDrop,
  slb,
  target,
  world,
} from '../../testing/explain/fixtures.ts';
import { explainDrops } from '../explain-drops.ts';

const PATH = pathOf(slb(900_000, ['rst']), pod());
const SILENT = target('silent', 'tcp', PATH);

/** Six drops that match a timeout, beside others that match nothing and of which each might match by chance. */
function certaintyBeside(strays: number) {
  const fitting = Array.from({ length: 6 }, (_, index) =>
    silentDrop(900_000 + index, { ending: RST, atMs: 1_000_000 + index * 500_000 }),
  );
  const others = Array.from({ length: strays }, (_, index) =>
    silentDrop(100_000 + index * 90_000, { ending: RST, atMs: 1_200_000 + index * 500_000 }),
  );
  const groups = explainDrops([...fitting, ...others], {
    ...world(PATH, SILENT),
    durationMs: 10_800_000,
    openAt: () => 1_000,
    exposedShare: () => 0.1,
  });
  const { certainty, expectedByChance } = groups.find(({ axis }) => axis === 'idle')!.explanation;
  return [certainty, expectedByChance?.toFixed(1)];
}

test('explainDrops() is certain only where chance would explain less than a tenth of the drops', () => {
  assert.deepEqual(certaintyBeside(5), ['certain', '0.5']);
  assert.deepEqual(certaintyBeside(7), ['likely', '0.7']);
});
