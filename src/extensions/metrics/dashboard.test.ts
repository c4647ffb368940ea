import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openMetricsReport } from '../../report/formats/openmetrics.ts';
import { LiveState } from '../../report/live/state.ts';
import { runFolderAt } from '../../run/journals/run-folder.ts';
import type { Series } from '../../scenario/figures/series.ts';
import { figureTables, finalSeries, liveSeries } from '../../testing/docs/figure-tables.ts';
import { outsideTool, skippedWithout } from '../../testing/outside-tool.ts';
import { ruleFindings } from '../../testing/promtool.ts';
import { assertProduct, readProduct } from '../../testing/report/golden.ts';
import { fiveCauses } from '../../testing/report/nights.ts';
import { viewOfNight } from '../../testing/report/recorded-run.ts';
import { SoakMetrics } from './soak-metrics.ts';

interface Target {
  readonly expr: string;
  readonly legendFormat: string;
}

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
    readonly targets: readonly Target[];
  }[];
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
  readonly templating: { readonly list: readonly { readonly definition?: string }[] };
}

const dashboard = JSON.parse(readProduct('scenarios/ci/grafana-dashboard.json')) as Dashboard;

/** Names of all metrics, with their labels. */
async function served(): Promise<Map<string, Set<string>>> {
  const night = viewOfNight(fiveCauses({ scale: 0.4 }));
  const folder = runFolderAt('/nowhere');
  const dropped = [{ labels: { target: 'a', ending: 'rst', hop: 'slb' }, total: 1 }];
  const cause = { target: 'a', hop: 'slb', setting: 's', certainty: 'certain' };
  const books = {
    refused: [{ labels: { target: 'a', reason: 'upgrade 503' }, total: 1 }],
    dropped,
    expected: dropped,
    explained: [{ labels: cause, total: 1 }],
  };
  const state = new LiveState(night.scenario);
  const about = { scenario: night.scenario, state, folder, soakVersion: '0', startedAtMs: 0 };
  const metrics = new SoakMetrics(about, { books });
  metrics.add({ type: 'note', kind: 'event', label: 'x', source: 'mark', atMs: 0 }, 0);
  const names = new Map<string, Set<string>>();
  for (const line of `${await metrics.text()}\n${openMetricsReport(night)}`.split('\n')) {
    const [, name, labels = ''] = /^(soak_\w+)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) continue;
    const known = names.get(name) ?? new Set();
    for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label!);
    names.set(name, known);
  }
  return names;
}

const expressions = [
  ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ...dashboard.annotations.list.map(({ expr }) => expr),
  ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
];

test('every expression of the dashboard uses metrics and labels that exist', async () => {
  const names = await served();
  // What Prometheus and a Pushgateway add.
  const added = ['instance', 'scenario', 'job'];
  for (const expression of expressions) {
    const used = [...expression.matchAll(/\bsoak_\w+/g)].map(([name]) => name);
    assert.ok(used.length > 0, expression);
    for (const name of used) assert.ok(names.has(name), `${name} in ${expression}`);
    const known = new Set([...used.flatMap((name) => [...names.get(name)!]), ...added]);
    const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) =>
      list!.split(/,\s*/),
    );
    for (const label of grouped) assert.ok(known.has(label), `${label} in ${expression}`);
  }
});

test('promtool can read every expression', { skip: skippedWithout('promtool') }, () => {
  const rules = expressions
    .filter((expression) => !expression.startsWith('label_values'))
    .map((expression, index) => ({
      record: `soak:panel_${index}`,
      expr: expression.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*'),
    }));
  assert.equal(ruleFindings(JSON.stringify({ groups: [{ name: 'dashboard', rules }] })), '');
});

test('the alerts use metrics that exist, and promtool can read them', async () => {
  const names = await served();
  const text = readProduct('scenarios/ci/prometheus-alerts.yaml');
  const used = [...text.matchAll(/\bsoak_\w+/g)].map(([name]) => name);
  assert.ok(used.length > 5);
  for (const name of used) assert.ok(names.has(name), name);
  if (outsideTool('promtool') !== undefined) assert.equal(ruleFindings(text), '');
});

test('every metric of a running soak is on the dashboard', async () => {
  const shown = expressions.join(' ');
  const names = [...(await served()).keys()].filter((name) => !name.startsWith('soak_run_'));
  const families = new Set(names.map((name) => name.replace(/_(bucket|sum|count)$/, '')));
  // How often something happened is seen where it is marked.
  families.delete('soak_events_total');
  for (const name of families) assert.ok(shown.includes(name), name);
});

/** The series of a table, as they are served: without the parts of a histogram. */
function families(series: readonly Series[]): ReadonlyMap<string, readonly string[]> {
  return new Map(series.map(({ name, labels }) => [name, labels.toSorted()]));
}

test('every metric of the table of figures is served with its labels, and no other', async () => {
  const found = new Map<string, Set<string>>();
  for (const [name, labels] of await served()) {
    const family = name.replace(/_(bucket|sum|count)$/, '');
    const known = found.get(family) ?? new Set();
    for (const label of labels) if (label !== 'le') known.add(label);
    found.set(family, known);
  }
  const sorted = (all: Iterable<readonly [string, Iterable<string>]>) =>
    [...all].map(([name, labels]) => [name, [...labels].toSorted()]).toSorted();
  assert.deepEqual(sorted(found), sorted(families([...liveSeries(), ...finalSeries()])));
});

test('docs/metrics.md is in step with the table of figures', () => {
  const text = readProduct('docs/metrics.md');
  const marked = /<!-- figures: (\w+) -->\n[\s\S]*?<!-- end -->/g;
  const tables = figureTables();
  const fresh = text.replace(
    marked,
    (_, name: string) => `<!-- figures: ${name} -->\n\n${tables.get(name)}\n\n<!-- end -->`,
  );
  assert.deepEqual(
    [...text.matchAll(marked)].map(([, name]) => name),
    [...tables.keys()],
  );
  assertProduct('docs/metrics.md', fresh);
});

test('every legend names labels that its expression leaves', () => {
  for (const { targets } of dashboard.panels) {
    for (const { expr, legendFormat } of targets) {
      for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
        const isLeft = new RegExp(`by \\([^)]*\\b${label}\\b`).test(expr) || !expr.includes('(');
        assert.ok(isLeft, `${label} of ${expr}`);
      }
    }
  }
});

test('no panel lies on another one', () => {
  const cells = new Set<string>();
  for (const { title, gridPos } of dashboard.panels) {
    const { x, y, w, h } = gridPos;
    assert.ok(x + w <= 24, title);
    for (let column = x; column < x + w; column += 1) {
      for (let row = y; row < y + h; row += 1) {
        assert.ok(!cells.has(`${column} ${row}`), title);
        cells.add(`${column} ${row}`);
      }
    }
  }
  assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
});
