import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Analysis } from '../analysis/analyze.ts';
import { crowd } from '../testing/report/big-run.ts';
import { fiveCauses } from '../testing/report/nights.ts';
import { viewOfNight } from '../testing/report/recorded-run.ts';
import { reporterFor } from './report.ts';

const night = viewOfNight(fiveCauses({ scale: 0.2 }));

/** The night with its groups of drops, limits and warnings so many times over. */
function repeated(times: number): Analysis {
  const { summary } = night;
  const over = <Item>(items: readonly Item[]) => Array.from({ length: times }, () => items).flat();
  return {
    ...night,
    summary: {
      ...summary,
      dropGroups: over(summary.dropGroups),
      limits: over(summary.limits),
      warnings: over(['something to know before trusting the run']),
    },
    groups: over(night.groups),
  };
}

function bytesOf(format: string, view: Analysis): number {
  return Buffer.byteLength(reporterFor(format)!.render(view));
}

test('200,000 connections with 50,000 drops are a page under 1 MB within 5 s', () => {
  const view = crowd({ connections: 200_000, drops: 50_000 });
  const before = process.cpuUsage();
  const bytes = bytesOf('html', view);
  const { user, system } = process.cpuUsage(before);
  assert.ok(bytes < 1e6, `${bytes} bytes`);
  assert.ok((user + system) / 1e6 < 5, `${(user + system) / 1e6} s`);
});

test('a Markdown report that would be too long for a step summary is cut with a notice', () => {
  const { summary, ...rest } = repeated(1_000);
  const long = '@'.repeat(300);
  const markdown = reporterFor('markdown')!.render({
    ...rest,
    summary: {
      ...summary,
      dropGroups: summary.dropGroups.map((group) => ({ ...group, target: long, reason: long })),
      limits: summary.limits.map((one) => ({ ...one, target: long, sentence: long })),
    },
  });
  assert.ok(Buffer.byteLength(markdown) < 2 ** 20);
  assert.match(markdown, /\*\*Cut here: [\d,]+ more lines do not fit/);
  assert.match(markdown, /### Thresholds[\s\S]*### Drops[\s\S]*… and [\d,]+ more in summary\.json/);
  assert.equal(markdown.match(/^```/gm)!.length % 2, 0);
});

test('a run with thousands of findings still makes a page under 1 MB and a JUnit file under 30 MB', () => {
  const view = repeated(1_000);
  assert.ok(bytesOf('html', view) < 1e6);
  assert.ok(bytesOf('junit', view) < 30e6);
});

test('annotations beyond the tenth of a kind become one that counts them, the worst first', () => {
  const lines = reporterFor('annotations')!.render(repeated(10)).trimEnd().split('\n');
  const errors = lines.filter((line) => line.startsWith('::error'));
  assert.equal(errors.length, 10);
  assert.match(errors[0]!, /^::error title=Broken%3A drops < 0\.1%25/);
  assert.match(errors[9]!, /^::error title=\d+ more::/);
});

test('a run in which nothing opened makes every report', () => {
  const { summary } = night;
  const targets = summary.targets.map((target) => ({
    ...target,
    opened: 0,
    dropped: 0,
    refused: target.connections,
  }));
  const view: Analysis = {
    ...night,
    summary: { ...summary, targets, dropGroups: [], verdict: 'inconclusive' },
    drops: [],
    groups: [],
  };
  for (const format of ['html', 'junit', 'markdown']) {
    assert.match(reporterFor(format)!.render(view), /no connection opened, 982 refused/i, format);
  }
});
