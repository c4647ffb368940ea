import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Prng } from '../../base/prng.ts';
import { fiveCauses } from '../../testing/report/nights.ts';
import { pageWords } from '../../testing/report/page-words.ts';
import { viewOfNight } from '../../testing/report/recorded-run.ts';
import { causeClassesOf } from './cause-classes.ts';
import { cells, dots } from './charts/drop-points.ts';
import { lifespansOf } from './charts/lifespans.ts';
import { bandPath, isCrowded, stepPath, timeLabel } from './charts/plot.ts';
import { reconnectChart } from './charts/reconnect-chart.ts';
import { columnEnds, thinned } from './charts/thin.ts';
import { LIVE_SECTIONS } from './live-page.ts';
import { breakable, escaped, html } from './markup.ts';
import { sectionsOf } from './sections.ts';
import { panelsOf } from './target-lines.ts';

const view = viewOfNight(fiveCauses({ scale: 0.2 }));

test('html escapes text, and leaves markup as it is, also in lists', () => {
  const inner = html`<b>${'<&'}</b>`;
  assert.equal(
    html`${inner}${['"', inner]}${false}${0}`.text,
    '<b>&lt;&amp;</b>&quot;<b>&lt;&amp;</b>0',
  );
  assert.equal(escaped("it's\u0000"), 'it&#39;s\uFFFD');
});

test('thinned() keeps first, last, cliffs and spikes, and forgets what repeats', () => {
  const points = Array.from({ length: 10_000 }, (_, at): [number, number] => [
    at,
    at < 5_000 ? 9 : 4,
  ]);
  points[7_777] = [7_777, 100];
  const kept = thinned(points, { toMs: 10_000, columns: 100 });
  assert.ok(kept.length < 20, `${kept.length}`);
  assert.deepEqual(kept.at(0), [0, 9]);
  assert.deepEqual(kept.at(-1), [9_999, 4]);
  for (const [at, value] of [
    [4_999, 9],
    [5_000, 4],
    [7_777, 100],
  ] as const) {
    assert.ok(
      kept.some((point) => point[0] === at && point[1] === value),
      `${at}`,
    );
  }
});

test('columnEnds() is the last index of every column that has one', () => {
  assert.deepEqual(columnEnds(Float64Array.of(1, 2, 11, 12, 45), 10), [1, 3, 4]);
  assert.deepEqual(columnEnds(new Float64Array(0), 10), []);
});

test('stepPath() holds a level until the next point and writes no level twice', () => {
  assert.equal(
    stepPath([
      [0, 5],
      [10, 5],
      [20, 7],
      [30, 7],
    ]),
    'M0,5H20V7H30',
  );
  assert.equal(stepPath([]), '');
});

test('bandPath() walks back along the lower step line', () => {
  const high = [
    [0, 1],
    [10, 2],
    [20, 2],
  ] as const;
  const low = [
    [0, 3],
    [10, 4],
    [20, 4],
  ] as const;
  assert.equal(bandPath(low, high), 'M0,1H10V2H20L20,4H10V3H0z');
});

test('panelsOf() keeps a small target out of the panel of a large one', () => {
  assert.deepEqual(
    panelsOf([60, 2_400, 2_300, 48], (size) => size),
    [
      [2_400, 2_300],
      [60, 48],
    ],
  );
  assert.equal(panelsOf([1, 10, 100, 1_000, 10_000], (size) => size).length, 3);
});

test('isCrowded() is true for lines on the foot and for two ends in one place', () => {
  const box = { left: 0, top: 0, right: 100, bottom: 100 };
  const at = (...places: number[]) => places.map((y) => ({ y, colour: 't1', text: 'a' }));
  assert.equal(isCrowded(at(10, 22, 40), box), false);
  assert.equal(isCrowded(at(10, 30, 12), box), true);
  assert.equal(isCrowded(at(99), box), true);
  assert.equal(isCrowded([], box), false);
});

test('timeLabel() shows seconds only where the axis is short', () => {
  assert.equal(timeLabel(5_400_000, 1_800_000), '1:30');
  assert.equal(timeLabel(90_000, 30_000), '0:01:30');
  assert.equal(timeLabel(1_500, 500), '1.5 s');
});

test('every drop has the colour of its cause, and the unexplained are grey', () => {
  const { all, ofDrop, ofGroup } = causeClassesOf(view);
  const counts = all.map((_, index) => ofDrop.filter((own) => own === index).length);
  assert.deepEqual(
    counts,
    all.map(({ count }) => count),
  );
  assert.deepEqual(all.at(-1)?.colour, 'c0');
  for (const [index, { certainty }] of view.summary.dropGroups.entries()) {
    assert.equal(all[ofGroup[index]!]!.colour === 'c0', certainty === 'unexplained');
  }
});

test('lifespansOf() has a row for every connection and an event for every drop', () => {
  const { all, byTarget, unknown } = lifespansOf(view, causeClassesOf(view));
  const opened = view.summary.targets.map((target) => target.opened);
  assert.deepEqual(
    byTarget.map(({ ageMs }) => ageMs.length),
    opened,
  );
  assert.equal(all.cause.filter((cause) => cause > 0).length, view.drops.length);
  assert.equal(unknown, 0);
});

test('20,000 dots all over the picture take less than 400 KB, and cells do not grow with the drops', () => {
  const prng = new Prng(9);
  const points = (count: number) => ({
    x: Float64Array.from({ length: count }, () => prng.between(60, 870)),
    y: Float64Array.from({ length: count }, () => prng.between(90, 374)),
    cause: Uint8Array.from({ length: count }, () => prng.index(5)),
  });
  const { all } = causeClassesOf(view);
  assert.ok(dots(points(20_000), all).text.length < 400_000);
  assert.ok(cells(points(20_000), all).text.length < 250_000);
  assert.ok(cells(points(500_000), all).text.length < 250_000);
});

test('breakable() names may break where their words meet, and are still escaped', () => {
  assert.equal(breakable('proxy-read<').text, 'proxy-<wbr>read&lt;');
  assert.equal(breakable('terminationGrace').text, 'termination<wbr>Grace');
});

test('sectionsOf() has every part that a reader looks for, each once', () => {
  const log = { party: 'backend', accounts: 2, unreadable: 1, repeated: 0 };
  const clocks = [{ clock: 'pod-1', offsetMs: -3_200, pairs: 2 }];
  const logs = [{ ...log, lines: 5, matched: 2, clocks }];
  const refusedAs = [{ how: 'connect timeout', count: 3 }];
  const address = { target: 'wss', address: '10.0.0.2:443', opened: 1, refused: 3, dropped: 0 };
  const addresses = [{ ...address, refusedAs }];
  const [first, ...others] = view.scenario.targets;
  const targets = [{ ...first!, replaces: others[0]!.name }, ...others];
  const sections = sectionsOf({
    ...view,
    scenario: { ...view.scenario, targets },
    summary: { ...view.summary, logs, addresses },
  });
  const ids = sections.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { id, markup } of sections) assert.notEqual(markup.text, '', id);
  assert.match(
    pageWords(sections.find(({ id }) => id === 'logs')!.markup.text),
    /backend: 2 connections of this run in 5 lines; 1 unreadable lines; its clock is 3.2 s behind \(2 pairs\)/,
  );
  assert.match(
    pageWords(sections.find(({ id }) => id === 'target-addresses')!.markup.text),
    /wss\s+10\.0\.0\.2:443\s+1\s+3\s+0\s+connect timeout/,
  );
  const moving = ['open', 'round-trips', 'targets'];
  assert.deepEqual(
    LIVE_SECTIONS,
    ids.filter((id) => !moving.includes(id)),
    'the live page has a place for each',
  );
});

test('connections that come back together are a storm with its size and what it followed', () => {
  const night = fiveCauses({ scale: 0.2 });
  const onDrop = { kind: 'redial', baseMs: 1_000, maxMs: 2_000 } as const;
  const targets = night.scenario.targets.map((target) => ({ ...target, onDrop }));
  const words = pageWords(
    reconnectChart(viewOfNight({ ...night, scenario: { ...night.scenario, targets } })).text,
  );
  assert.match(words, /\d+ connections were reopened after a drop; .*storms? of redials/);
  // The reload at 1:23:00 cuts 14 of 982 connections 240 s later.
  assert.match(words, /^14 1:27:0\d to 1:27:0\d \d+ .* ingress reload at 1:23:00$/m);
});
