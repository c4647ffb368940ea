import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IntervalRecord, TargetInterval } from '../../journal/record.ts';
import { LiveState } from '../../report/live/state.ts';
import { runFolderAt } from '../../run/journals/run-folder.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { Histogram } from '../../stats/histogram.ts';
import { skippedWithout } from '../../testing/outside-tool.ts';
import { promtoolFindings } from '../../testing/promtool.ts';
import { cleanPass } from '../../testing/report/nights.ts';
import type { DropBooks } from './drops-digest.ts';
import { SoakMetrics } from './soak-metrics.ts';

const STARTED_AT_MS = Date.UTC(2026, 10, 22, 1);

function metricsOf(scenario: Scenario): { metrics: SoakMetrics; state: LiveState } {
  const state = new LiveState(scenario);
  const folder = runFolderAt('/tmp/reports/night');
  const about = { scenario, state, folder, soakVersion: '0.1.0', startedAtMs: STARTED_AT_MS };
  return { metrics: new SoakMetrics(about, { books: BOOKS }), state };
}

function encoded(values: readonly number[]) {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram.encode();
}

const BOOKS: DropBooks = {
  refused: [{ labels: { target: 'wss-443', reason: 'upgrade 503' }, total: 3 }],
  dropped: [{ labels: { target: 'tcp-80', ending: 'rst', hop: 'slb' }, total: 2 }],
  expected: [{ labels: { target: 'tcp-80', ending: 'fin', hop: 'slb' }, total: 1 }],
  explained: [
    {
      labels: { target: 'tcp-80', hop: 'slb', setting: 'EstablishedTimeout', certainty: 'certain' },
      total: 2,
    },
  ],
};

const QUIET: TargetInterval = {
  opening: 0,
  open: 10,
  unproven: 1,
  opened: 12,
  refused: 2,
  dropped: 2,
  sent: 0,
  received: 0,
  idleMsMax: 1_500,
};

function interval(targets: readonly TargetInterval[]): IntervalRecord {
  const generator = { lagMs: 3, cpuMs: 250, rssBytes: 1e6, openFiles: 40 };
  return { type: 'interval', atMs: 1_000, targets, generator };
}

const { scenario } = cleanPass();

async function busyText(): Promise<string> {
  const { metrics, state } = metricsOf(scenario);
  const spoken = { ...QUIET, rttUs: encoded([900, 4_000, 70e6]), openUs: encoded([14_000]) };
  const tell = (record: Parameters<typeof metrics.add>[0], shard: number) => {
    state.add(record, shard);
    metrics.add(record, shard);
  };
  tell(interval([QUIET, spoken]), 0);
  tell(interval([QUIET, spoken]), 1);
  tell({ type: 'note', kind: 'phase', phase: 'hold', atMs: 1_100 }, 0);
  tell({ type: 'note', kind: 'stall', forMs: 400, cause: 'paused', atMs: 1_200 }, 1);
  tell({ type: 'note', kind: 'event', label: 'reload', source: 'mark', atMs: 1_300 }, -1);
  return metrics.text();
}

test('levels and counts of all shards are added up, in base units', async () => {
  const text = await busyText();
  for (const line of [
    'soak_up 1',
    'soak_info{version="0.1.0",scenario="slb-tcp-wss-3h",run="night"} 1',
    'soak_connections_open{target="tcp-80"} 20',
    'soak_connections_wanted{target="tcp-80"} 2400',
    'soak_connections_idle_seconds_max{target="wss-443"} 1.5',
    'soak_opened_total{target="wss-443"} 24',
    'soak_phase{phase="hold"} 1',
    'soak_phase{phase="ramp"} 0',
    'soak_generator_lag_seconds 0.003',
    'soak_generator_cpu_seconds_total 0.5',
    'soak_generator_stalled_seconds_total 0.4',
    'soak_generator_resident_memory_bytes 2000000',
    'soak_generator_open_files 80',
    'soak_events_total{source="mark"} 1',
    'soak_refused_total{target="wss-443",reason="upgrade 503"} 3',
    'soak_drops_total{target="tcp-80",ending="rst",hop="slb"} 2',
    'soak_expected_drops_total{target="tcp-80",ending="fin",hop="slb"} 1',
    'soak_drops_explained{target="tcp-80",hop="slb",setting="EstablishedTimeout",certainty="certain"} 2',
    `soak_last_event_timestamp_seconds{source="mark"} ${STARTED_AT_MS / 1_000 + 1.3}`,
  ]) {
    assert.ok(text.split('\n').includes(line), `${line} in\n${text}`);
  }
});

test('a histogram of soak becomes one of Prometheus: cumulative, with its sum and count', async () => {
  const lines = (await busyText()).split('\n').filter((line) => line.includes('soak_rtt_seconds'));
  for (const line of [
    'soak_rtt_seconds_bucket{target="wss-443",le="0.001"} 2',
    'soak_rtt_seconds_bucket{target="wss-443",le="0.005"} 4',
    'soak_rtt_seconds_bucket{target="wss-443",le="60"} 4',
    'soak_rtt_seconds_bucket{target="wss-443",le="+Inf"} 6',
    'soak_rtt_seconds_count{target="wss-443"} 6',
    'soak_rtt_seconds_count{target="tcp-80"} 0',
  ]) {
    assert.ok(lines.includes(line), `${line} in\n${lines.join('\n')}`);
  }
  const sum = Number(/_sum\{target="wss-443"\} (\S+)/.exec(lines.join('\n'))?.[1]);
  assert.ok(Math.abs(sum - 2 * 70.0049) < 0.1, `${sum}`);
});

test('what has not begun yet has all of its series', async () => {
  const { metrics } = metricsOf(scenario);
  const text = await metrics.text();
  assert.match(text, /^soak_connections_open\{target="tcp-80"\} 0$/m);
  assert.match(text, /^soak_rtt_seconds_count\{target="wss-443"\} 0$/m);
  assert.match(text, /^soak_phase\{phase="start"\} 1$/m);
});

test('hundreds of targets make a bounded number of series, and nothing is lost', async () => {
  const targets = Array.from({ length: 400 }, (_, index) => ({
    ...scenario.targets[0]!,
    name: `t${index}`,
  }));
  const { metrics, state } = metricsOf({ ...scenario, targets });
  state.add(interval(targets.map(() => QUIET)), 0);
  const text = await metrics.text();
  const open = [...text.matchAll(/^soak_connections_open\{.*\} (\d+)$/gm)].map(([, n]) =>
    Number(n),
  );
  assert.equal(open.length, 101);
  assert.equal(
    open.reduce((sum, count) => sum + count, 0),
    4_000,
  );
  assert.ok(text.split('\n').length < 5_000);
});

test('a name with quotes and line ends stays inside of its label', async () => {
  const hostile = 'a"} 1\nsoak_up 0\\';
  const targets = [{ ...scenario.targets[0]!, name: hostile }];
  const text = await metricsOf({ ...scenario, name: hostile, targets }).metrics.text();
  assert.match(text, /^soak_connections_open\{target="a\\"\} 1\\nsoak_up 0\\\\"\} 0$/m);
  assert.doesNotMatch(text, /^soak_up 0/m);
});

test('promtool accepts the metrics', { skip: skippedWithout('promtool') }, async () => {
  assert.equal(promtoolFindings(await busyText()), '');
});

test('promtool would find what is wrong', { skip: skippedWithout('promtool') }, () => {
  assert.match(promtoolFindings('# TYPE soak_ms counter\nsoak_ms 1\n'), /no help text|_total/);
});
