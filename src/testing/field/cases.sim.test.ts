import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Analysis, analyze } from '../../analysis/analyze.ts';
import { compareViews } from '../../analysis/compare/compare-runs.ts';
import type { NoteRecord } from '../../journal/record.ts';
import { buildHop } from '../../path/build.ts';
import { HOP_KINDS } from '../../path/kinds/all.ts';
import type { Path } from '../../path/path.ts';
import { comparisonText } from '../../report/formats/comparison.ts';
import { plain } from '../../report/text/paint.ts';
import { heartbeat, ingress, pathOf, pod, slb, target } from '../explain/fixtures.ts';
import { scenarioOf } from '../scenarios.ts';
import type { SimFault, SimOrigin } from '../sim-fault.ts';
import { simulatedRun } from '../swarm/explained.ts';
import { FIELD_CASES } from './cases.ts';

const HOUR_MS = 3_600_000;
const RELOAD_AT_MS = 1_800_000;
const RELOAD: NoteRecord = {
  type: 'note',
  kind: 'event',
  atMs: RELOAD_AT_MS,
  label: 'reload',
  hop: 'ingress',
  event: 'reload',
  source: 'mark',
};

interface Night {
  readonly path: Path;
  readonly fault: Pick<SimFault, 'count' | 'kind'>;
  readonly redial?: boolean;
  readonly origins?: readonly SimOrigin[];
}

/** An hour and a half of 300 speaking WebSockets; something happens to the ingress after half an hour. */
function night({ path: hops, fault, redial = false, origins }: Night): Analysis {
  const wss = target('wss', 'wss', hops, {
    connections: 300,
    traffic: { beats: [heartbeat(30_000)] },
    ...(redial ? { onDrop: { kind: 'redial', baseMs: 2_000, maxMs: 30_000 } } : {}),
  });
  const scenario = scenarioOf({
    path: hops,
    targets: [wss],
    rampMs: 60_000,
    holdMs: 1.5 * HOUR_MS,
  });
  const faults = [{ atMs: RELOAD_AT_MS, hop: 'ingress', ...fault }];
  const network = {
    seed: 4,
    rttMs: [2, 20] as const,
    faults,
    ...(origins === undefined ? {} : { origins }),
  };
  const { fold } = simulatedRun({ scenario, network }, [RELOAD]);
  return analyze(fold, { damagedRecords: 0, missing: [] })!;
}

function behindIngress(shutdownMs: number): Path {
  const values = { 'proxy-read-timeout': HOUR_MS, 'worker-shutdown-timeout': shutdownMs };
  return pathOf(slb(900_000, ['rst']), ingress(values), pod());
}

test('ingress-nginx #2647: drops that move with worker-shutdown-timeout prove that they follow it', () => {
  const fault = { kind: 'reload' } as const;
  const before = night({ path: behindIngress(10_000), fault });
  const after = night({ path: behindIngress(300_000), fault });
  const text = comparisonText({ before, after, comparison: compareViews(before, after) }, plain);
  assert.match(
    text.replace(/\n\s+/g, ' '),
    /wss: drops moved from 10 s to 5 min with worker-shutdown-timeout of ingress: the cause follows the setting/,
  );
});

test('ingress-nginx #1088: how many connections are still on old workers after a reload is told', () => {
  const { summary } = night({ path: behindIngress(4 * HOUR_MS), fault: { kind: 'reload' } });
  assert.deepEqual(summary.dropGroups, []);
  const limit = summary.limits.find(({ setting }) => setting === 'worker-shutdown-timeout')!;
  assert.equal(limit.outcome, 'not-covered');
  assert.match(
    limit.sentence,
    /300 connections that were open at the reload are still open on the old instance/,
  );
});

test('aws-load-balancer-controller #2681: a timeout beyond what the balancer can do is told before the run', () => {
  const kind = HOP_KINDS.find((one) => one.kind === 'aws-nlb')!;
  const spec = kind.limits.find(({ rangeMs }) => rangeMs !== undefined)!;
  const at = { file: 'night.yaml', line: 4, column: 3 };
  const { problems } = buildHop({
    id: 'nlb',
    kind,
    settings: [{ key: spec.key, value: 10_800_000, at }],
    onIdle: new Map(),
    ports: [80],
    scaled: false,
    limits: [],
  });
  assert.match(problems[0]!.message, /10800 s is not possible on AWS .*: 60 s to 6000 s/);
});

test('kubernetes #38456: after a scale-up the spread over the pods is told, and that it stays uneven', () => {
  const origins = ['a', 'b', 'c'].map((backend) => {
    return { localAddress: '192.0.2.1', peer: '192.0.2.80', backend };
  });
  const view = night({ path: behindIngress(240_000), fault: { kind: 'fin', count: 0 }, origins });
  const { event, before, after } = view.summary.spread.find((one) => one.event !== null)!;
  assert.deepEqual([event, before.backends, after.backends], ['reload', 3, 3]);
  assert.deepEqual(after, before);
});

test('centrifugo #982: the storm after a reload is told, with its peak and how long until all are back', () => {
  const view = night({ path: behindIngress(240_000), fault: { kind: 'reload' }, redial: true });
  const { recovery } = view.summary.events[0]!;
  assert.equal(recovery!.dropped, 300);
  assert.equal(recovery!.back, 300);
  assert.ok(recovery!.dialsPerSecondMax > 50, `${recovery!.dialsPerSecondMax}`);
  assert.ok(recovery!.recoveryMs !== null && recovery!.recoveryMs < 300_000);
});

test('25 cases from the field are listed, and each has its test', (t) => {
  const source = path.resolve(import.meta.dirname, '../../../src');
  const texts = ['explain/field-cases.test.ts', 'testing/field/cases.sim.test.ts'].map((name) =>
    fs.readFileSync(path.join(source, name), 'utf8'),
  );
  const isShown = (name: string) => texts.some((text) => text.includes(`test('${name}`));
  const shown = FIELD_CASES.filter(({ test: name }) => name !== undefined && isShown(name));
  t.diagnostic(`${shown.length} of ${FIELD_CASES.length} cases from the field are explained`);
  assert.equal(FIELD_CASES.length, 25);
  const missing = FIELD_CASES.filter((one) => !shown.includes(one)).map(({ issue }) => issue);
  assert.deepEqual(missing, []);
});
