import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { summarySchema } from '../analysis/summary/summary-schema.ts';
import { skippedWithout } from '../testing/outside-tool.ts';
import { promtoolFindings } from '../testing/promtool.ts';
import { assertGolden, assertProduct, goldenFiles, readProduct } from '../testing/report/golden.ts';
import { cleanPass, fiveCauses } from '../testing/report/nights.ts';
import { pageWords } from '../testing/report/page-words.ts';
import { viewOfNight } from '../testing/report/recorded-run.ts';
import { summaryDocument, summarySchemaText } from '../testing/report/summary-document.ts';
import { terminalReport } from './formats/terminal.ts';
import { REPORTERS, reporterFor } from './report.ts';
import { plain } from './text/paint.ts';

const views = [
  ['five-causes', viewOfNight(fiveCauses({ scale: 0.4 }))],
  ['clean-pass', viewOfNight(cleanPass())],
] as const;

for (const [night, view] of views) {
  for (const format of ['json', 'junit', 'markdown', 'annotations', 'csv', 'openmetrics']) {
    const { file, render } = reporterFor(format)!;
    test(`${file} of ${night} is as it was reviewed`, () => {
      assertGolden(`${night}.${file}`, render(view));
    });
  }

  test(`the words of report.html of ${night} are as they were reviewed`, () => {
    assertGolden(`${night}.report.html.txt`, pageWords(reporterFor('html')!.render(view)));
  });

  test(`the final screen of ${night} is as it was reviewed`, () => {
    assertGolden(
      `${night}.terminal.txt`,
      terminalReport(view, { paint: plain, folder: 'reports/night' }),
    );
  });

  test(`promtool accepts the metrics of ${night}`, { skip: skippedWithout('promtool') }, () => {
    assert.equal(promtoolFindings(reporterFor('openmetrics')!.render(view)), '');
  });

  test(`summary.json of ${night} is valid by the published schema and has nothing that it does not name`, () => {
    const summary: unknown = JSON.parse(reporterFor('json')!.render(view));
    const published = z.fromJSONSchema(JSON.parse(readProduct('schema/summary.schema.json')));
    assert.deepEqual(published.safeParse(summary).error?.issues, undefined);
    // Parsing leaves out what the schema does not name.
    assert.deepEqual(summarySchema.parse(summary), summary);
  });

  test(`every report of ${night} is a pure function of the run`, () => {
    for (const { format, render } of REPORTERS) {
      assert.equal(render(view), render(view), format);
    }
  });
}

test('every format has a reviewed file of a night with five causes and of a clean pass', () => {
  const files = goldenFiles();
  const formats = [
    ...REPORTERS.map(({ file }) => file),
    'terminal.txt',
    'latency.hlog',
    'chat.txt',
  ];
  for (const format of formats) {
    for (const [night] of views) {
      const name = format === 'report.html' ? `${format}.txt` : format;
      assert.ok(files.includes(`${night}.${name}.golden`), `${night}.${name}`);
    }
  }
});

test('the nights are what they are called', () => {
  const [[, five], [, clean]] = views;
  assert.equal(five.summary.verdict, 'fail');
  assert.equal(new Set(five.summary.dropGroups.map(({ setting }) => setting)).size, 5);
  assert.equal(clean.summary.verdict, 'pass');
  assert.deepEqual(clean.summary.dropGroups, []);
});

test('docs/summary.md names every field of the summary', () => {
  assertProduct('docs/summary.md', summaryDocument());
});

test('schema/summary.schema.json is the schema of the summary', () => {
  assertProduct('schema/summary.schema.json', summarySchemaText());
});

test('the schema refuses a summary without a verdict', () => {
  const { verdict: _, ...rest } = views[0][1].summary;
  const published = z.fromJSONSchema(JSON.parse(readProduct('schema/summary.schema.json')));
  assert.equal(published.safeParse(rest).success, false);
});
