import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOSTILE, hostileView } from '../testing/report/hostile.ts';
import { fiveCauses } from '../testing/report/nights.ts';
import { viewOfNight } from '../testing/report/recorded-run.ts';
import { reporterFor } from './report.ts';
import { withoutControls } from './text/strip-controls.ts';

const CONTROLS = ['\u202E', '\u0000', '\u001B', '\uFFFE', '\uD800'];

const view = hostileView(viewOfNight(fiveCauses({ scale: 0.2 })));

/** Elements in the order they open. Throws where one closes that is not open, as an XML parser does. */
function elementsOf(xml: string): string[] {
  const open: string[] = [];
  const all: string[] = [];
  for (const [, closes, name, attributes, empty] of xml.matchAll(
    /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g,
  )) {
    if (closes === '/') assert.equal(open.pop(), name);
    else {
      all.push(`${name}${attributes}`);
      if (empty !== '/') open.push(name!);
    }
  }
  assert.deepEqual(open, []);
  return all;
}

test('the HTML report lets no markup and no control character of others through', () => {
  const page = reporterFor('html')!.render(view);
  assert.doesNotMatch(page, /<script|<img|onerror=alert\(2\)>/);
  assert.equal(page.match(/<\/style>/g)?.length, 1);
  assert.match(page, /&lt;script&gt;/);
  for (const control of CONTROLS) assert.ok(!page.includes(control));
});

test('the HTML report names nothing outside itself', () => {
  const page = reporterFor('html')!.render(view);
  assert.doesNotMatch(page, /(?:src|href|action)="(?!data:,|#[a-z-]+")/);
  assert.doesNotMatch(page, /@import|url\((?!#hatch)/);
});

test('the JUnit report is well-formed XML with unique names whatever the names are', () => {
  const xml = reporterFor('junit')!.render(view);
  const elements = elementsOf(xml.replace(/^<\?xml[^>]*\?>/, ''));
  const cases = elements.filter((element) => element.startsWith('testcase'));
  assert.equal(new Set(cases).size, cases.length);
  assert.equal(cases.length, 1 + 4 + 3 + view.summary.limits.length);
  // What may follow a < is a known element: nothing of the text opened one.
  const names = new Set([...xml.matchAll(/<[/?]?([^\s/>?]+)/g)].map(([, name]) => name));
  const known = 'xml testsuites testsuite testcase failure error skipped system-out'.split(' ');
  assert.deepEqual(
    [...names].filter((name) => !known.includes(name!)),
    [],
  );
  // XML 1.0 section 2.2.
  assert.doesNotMatch(xml, /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u);
});

test('the Markdown report keeps its tables, links nothing and mentions nobody', () => {
  const whole = reporterFor('markdown')!.render(view);
  const fences = whole.match(/^```.*$/gm);
  assert.deepEqual(fences, ['```diff', '```']);
  const markdown = whole.replace(/```diff[^`]*```/, '');
  assert.doesNotMatch(markdown, /<(?!\/?code>)/);
  assert.doesNotMatch(markdown, /https?:\/\/|[^\\]\]\(|@team/);
  const widths = new Map<string, Set<number>>();
  let heading = '';
  for (const line of markdown.split('\n')) {
    if (line.startsWith('#')) heading = line;
    if (!line.startsWith('|')) continue;
    const known = widths.get(heading) ?? new Set();
    widths.set(heading, known.add(line.split('|').length));
  }
  for (const [title, counts] of widths) assert.equal(counts.size, 1, title);
});

test('annotations are one workflow command a line, at most 10 of a kind', () => {
  const lines = reporterFor('annotations')!.render(view).trimEnd().split('\n');
  for (const kind of ['error', 'warning']) {
    const own = lines.filter((line) => line.startsWith(`::${kind} title=`));
    assert.ok(own.length > 0 && own.length <= 10, `${own.length} of ${kind}`);
  }
  for (const line of lines) {
    assert.match(line, /^::(error|warning) title=[^:,\r\n]*::[^\r\n]*$/);
    assert.doesNotMatch(line, /%(?!25|0D|0A|3A|2C)/);
  }
});

test('no cell of the CSV report begins as a formula, and every row has every column', () => {
  const csv = reporterFor('csv')!.render(view);
  const rows = rowsOf(csv);
  assert.equal(rows.length, view.drops.length + 1);
  for (const row of rows) {
    assert.equal(row.length, rows[0]!.length);
    for (const cell of row) assert.doesNotMatch(cell, /^[=+@\t\r]|^-\D/);
  }
  assert.ok(rows[1]!.includes(`'${withoutControls(HOSTILE)}`));
});

/** RFC 4180 read back. */
function rowsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '\r\n') rows.push([]);
  }
  rows.pop();
  return rows;
}

const SAMPLE = /^soak_run_[a-z0-9_]+(\{([a-z]+="([^"\\]|\\["\\])*",?)+\})? -?[\d.e+-]+$/;

test('the metrics stay one sample a line whatever the names are', () => {
  const text = reporterFor('openmetrics')!.render(view);
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
  for (const sample of samples) assert.match(sample, SAMPLE);
  assert.equal(new Set(samples.map((sample) => sample.replace(/ \S+$/, ''))).size, samples.length);
  // GitLab cuts a line at its first #, wherever it stands.
  for (const sample of samples) assert.ok(!sample.includes('#'), sample);
  for (const control of CONTROLS) assert.ok(!text.includes(control));
});
