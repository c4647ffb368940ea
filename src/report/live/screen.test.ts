import assert from 'node:assert/strict';
import { test } from 'node:test';
import { widthOf } from '../../base/text.ts';
import { plain } from '../text/paint.ts';
import type { LiveCause } from './causes.ts';
import { liveScreen } from './screen.ts';
import type { LiveTargetView, LiveView } from './state.ts';

function target(name: string, open: number): LiveTargetView {
  const rtt = { count: 9, max: 161_000, percentile: (at: number) => at * 800 };
  const counts = { opening: 0, unproven: 0, opened: open, refused: 0, dropped: 2, lateReplies: 0 };
  return {
    name,
    connections: 20_000,
    expectsDrops: false,
    open,
    ...counts,
    idleMsMax: 300_000,
    rtt,
  };
}

const NAMES = [
  'tcp-80',
  '東京リージョン-tcp-80-silent',
  '대한민국-서울-아주-긴-이름-타깃',
  'é'.repeat(90),
];

function screen(
  columns: number,
  overrides: Partial<LiveView> = {},
  causes: readonly LiveCause[] = [],
): readonly string[] {
  const state: LiveView = {
    name: '夜間の接続試験-東京リージョン-長い名前',
    durationMs: 11_100_000,
    atMs: 5_234_000,
    phase: 'hold',
    connections: 80_000,
    open: 79_998,
    refused: 12,
    unwanted: 8,
    targets: NAMES.map((name) => target(name, 19_998)),
    openHistory: Array.from({ length: 500 }, (_, index) => index),
    lagMsMax: 41,
    cpuMs: 2e6,
    rssBytes: 1.1e9,
    openFiles: 44_830,
    ...overrides,
  };
  const folder = 'reports/2026-11-22T01-00-00Z';
  const about = { folder, endsAt: '04:05 UTC', onInterrupt: 'stop and report' };
  return liveScreen(state, { columns, rows: 24, paint: plain, causes, ...about });
}

test('no line of the live screen is wider than the window, whatever the names are', () => {
  for (let columns = 20; columns <= 160; columns += 1) {
    for (const line of screen(columns)) {
      assert.ok(widthOf(line) <= columns, `${widthOf(line)} in ${columns}: ${line}`);
    }
  }
});

test('the live screen has at most 18 lines on a terminal of 80 columns', () => {
  const targets = Array.from({ length: 300 }, (_, index) => target(`target-${index}`, 5));
  const lines = screen(80, { name: 'night', targets });
  assert.ok(lines.length <= 18, lines.join('\n'));
});

test('a narrow window keeps what matters most: open, drops, and the phase', () => {
  const text = screen(40).join('\n');
  assert.match(text, /holding 1:27:14 of 3:05:00/);
  assert.match(text, / target +open +drops/);
  assert.match(text, / tcp-80 +19,998 +2/);
  assert.match(text, / 8 unexpected drops\n 12 refused\n/);
  assert.doesNotMatch(text, /rtt p50/);
});

test('a window of 80 columns shows every figure and a bar', () => {
  const text = screen(80, { name: 'slb-tcp-wss-3h' }).join('\n');
  assert.match(
    text,
    /^soak slb-tcp-wss-3h {3}holding 1:27:14 of 3:05:00 {2}━+─+ {2}47 % {2}ends 04:05 UTC$/m,
  );
  assert.match(text, /^ target +open +drops +rtt p50 +p99 +max +longest idle$/m);
  assert.match(text, /^ tcp-80 +19,998 +2 +40 ms +79 ms +161 ms +5 min$/m);
});

test('what is known of the causes stands under the drops, and what to write instead', () => {
  const cause: LiveCause = {
    key: 'a',
    count: 700,
    headline: '700 × wss-443 cut by ingress',
    saw: 'FIN without close_notify; at 2:27:00',
    cause: 'worker-shutdown-timeout 240 s',
    isSure: true,
    change: 'worker-shutdown-timeout: "10800s"',
  };
  const doubt = {
    ...cause,
    key: 'b',
    headline: '4 × wss-443 unexplained',
    cause: '',
    isSure: false,
    change: undefined,
  };
  const lines = screen(80, {}, [cause, doubt]);
  assert.deepEqual(lines.slice(-5, -2), [
    '  ✗ 700 × wss-443 cut by ingress; FIN without close_notify; at 2:27:00',
    '      worker-shutdown-timeout 240 s → worker-shutdown-timeout: "10800s"',
    '  ? 4 × wss-443 unexplained; FIN without close_notify; at 2:27:00',
  ]);
  for (const line of screen(40, {}, [cause, doubt])) assert.ok(widthOf(line) <= 40, line);
});
