import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Analysis } from '../analysis/analyze.ts';
import type { Path } from '../path/path.ts';
import { parseThreshold } from '../scenario/build/threshold.ts';
import { analyzedRun } from '../testing/analyzed-run.ts';
import { hopOf, limitOf, scenarioOf, targetOf } from '../testing/scenarios.ts';
import type { SimFault } from '../testing/sim-fault.ts';
import { chatMessage } from './formats/chat-message.ts';
import { terminalReport } from './formats/terminal.ts';
import { reporterFor } from './report.ts';
import { plain } from './text/paint.ts';

const IDLE = limitOf({ setting: 'idle-timeout', afterMs: 10_000 });
/** A RST cannot come from behind the proxy, so nothing else can have sent one. */
const AGE = limitOf({
  setting: 'max-age',
  afterMs: 100_000,
  startsAt: 'open',
  resetBy: 'nothing',
  effects: ['rst'],
});
const RESETS = [13_000, 31_000, 52_000].map(
  (atMs): SimFault => ({ atMs, hop: 'proxy', kind: 'rst', count: 1 }),
);

/** A listed limit that silent connections outlive, and one before which three of a thousand end. */
function contradicted(...thresholds: readonly string[]): Analysis {
  const pathOf = (limits: Path['hops'][number]['limits']): Path => ({
    hops: [{ ...hopOf('proxy', limits), endsTcp: true }],
  });
  const path = pathOf([IDLE, AGE]);
  const targets = [targetOf(path, { name: 'quiet', connections: 1_000 })];
  const scenario = {
    ...scenarioOf({ path, targets, holdMs: 60_000 }),
    thresholds: thresholds.map((text) => {
      const reading = parseThreshold(text);
      assert.ok(reading.ok);
      return reading.threshold;
    }),
  };
  const network = { seed: 5, rttMs: [5, 20] as const, path: pathOf([]), faults: RESETS };
  return analyzedRun({ scenario, network });
}

const held = contradicted('drops < 1%');
const failed = contradicted('limits-broken-early == 0', 'limits-not-enforced == 0');
const NOT_ENFORCED =
  'proxy idle-timeout 10 s is not enforced for quiet: 1,000 of 1,000 outlived it';
const HEADLINE = /one limit is perhaps broken early, one is not enforced/;

test('limits that do not act as listed leave verdict and exit code alone, unless a threshold asks', () => {
  assert.deepEqual([held.summary.verdict, held.summary.exitCode], ['pass', 0]);
  assert.deepEqual([failed.summary.verdict, failed.summary.exitCode], ['fail', 1]);
  assert.deepEqual(
    failed.summary.thresholds.map(({ ok, detail }) => [ok, detail]),
    [
      [false, '1 of 2'],
      [false, '1 of 2'],
    ],
  );
});

test('a threshold on limits has no data where no connection reached one', () => {
  const path = { hops: [hopOf('proxy', [{ ...AGE, afterMs: 900_000 }])] };
  const reading = parseThreshold('limits-broken-early == 0');
  assert.ok(reading.ok);
  const scenario = { ...scenarioOf({ path }), thresholds: [reading.threshold] };
  const { summary } = analyzedRun({ scenario, network: { seed: 5, rttMs: [5, 20] } });
  assert.equal(summary.verdict, 'inconclusive');
  const { hasData, detail } = summary.thresholds[0]!;
  assert.deepEqual([hasData, detail], [false, 'no connection reached a limit']);
});

test('the terminal shows them, also of a run that passes', () => {
  const screen = terminalReport(held, { paint: plain, folder: 'reports/x' });
  assert.match(screen, /PASS/);
  assert.ok(screen.replace(/\n +/g, ' ').includes(`! ${NOT_ENFORCED}`), screen);
  assert.match(
    screen.replace(/\n +/g, ' '),
    /! proxy max-age 100 s is perhaps broken early for quiet: 3 ended/,
  );
});

for (const format of ['markdown', 'html', 'junit']) {
  test(`the headline of ${format} says so, and the limit has its sentence`, () => {
    const text = reporterFor(format)!.render(held).replaceAll('\\_', '_');
    assert.match(text, HEADLINE);
    assert.ok(text.includes(NOT_ENFORCED), text.slice(0, 4_000));
  });
}

test('a chat message and the annotations have them', () => {
  assert.match(chatMessage(held, {}), HEADLINE);
  assert.ok(chatMessage(held, {}).includes(NOT_ENFORCED));
  const annotations = reporterFor('annotations')!.render(held);
  assert.match(annotations, /^::warning title=proxy idle-timeout not enforced::/m);
  assert.match(annotations, /^::warning title=proxy max-age perhaps broken early::/m);
});

test('JUnit fails their cases in a run that fails, and skips them in none', () => {
  const caseOf = (run: Analysis, setting: string) =>
    new RegExp(`<testcase name="quiet: proxy ${setting}[^>]*>\\s*<([a-z-]+)`).exec(
      reporterFor('junit')!.render(run),
    )![1];
  for (const setting of ['idle-timeout', 'max-age']) {
    assert.equal(caseOf(failed, setting), 'failure');
    assert.equal(caseOf(held, setting), 'system-out');
  }
});
