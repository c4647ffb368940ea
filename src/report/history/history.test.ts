import assert from 'node:assert/strict';
import { test } from 'node:test';
import { historiesOf } from '../../analysis/history/history.ts';
import { widthOf } from '../../base/text.ts';
import { fiveCauses } from '../../testing/report/nights.ts';
import { viewOfNight } from '../../testing/report/recorded-run.ts';
import { plain } from '../text/paint.ts';
import { historyMarkdown } from './history-markdown.ts';
import { historyPage } from './history-page.ts';
import { historyText } from './history-text.ts';

const BASE = viewOfNight(fiveCauses({ scale: 0.05 })).summary;
const HOSTILE = '<script>alert(1)</script> | @all';

/** Twenty-four nights, of which the second half drops more. */
const [HISTORY] = historiesOf(
  Array.from({ length: 24 }, (_, index) => {
    const startedAt = new Date(Date.UTC(2026, 10, 1 + index, 1)).toISOString();
    const targets = BASE.targets.map((one) => ({ ...one, dropped: index < 12 ? 1 : 90 }));
    const dropGroups =
      index < 12 ? [] : BASE.dropGroups.map((one) => ({ ...one, candidates: [HOSTILE] }));
    const summary = { ...BASE, targets, dropGroups, run: { ...BASE.run, startedAt } };
    return { folder: `night ${index}`, summary };
  }),
);

test('a history fits a terminal, counts what it leaves out and names the change', () => {
  const text = historyText(HISTORY!, { paint: plain, last: 5 });
  assert.deepEqual(
    text.split('\n').filter((line) => widthOf(line) > 80),
    [],
  );
  assert.match(text, /… 19 older/);
  assert.match(text, /since 2026-11-13 01:00 all drops per 1,000 h: [\d.,]+ -> [\d.,]+/);
  assert.match(text, /no setting changed in that run that soak\s+knows of/);
});

test('page and table escape what comes from outside, and link to the reports', () => {
  const page = historyPage([HISTORY!]);
  assert.doesNotMatch(page, /<script/);
  assert.match(page, /href="night%2023\/report\.html"/);
  assert.equal(page.match(/<rect /g)?.length, 24);
  const table = historyMarkdown(HISTORY!);
  assert.doesNotMatch(table, /<script|@all/);
  assert.equal(table.split('\n').filter((line) => line.startsWith('| ❌')).length, 24);
});
