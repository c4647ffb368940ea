import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NoteRecord } from '../journal/record.ts';
import { plain } from '../report/text/paint.ts';
import { traceText } from '../report/text/trace-text.ts';
import {
  catalogued,
  conntrack,
  heartbeat,
  ingress,
  pathOf,
  pod,
  target,
} from '../testing/explain/fixtures.ts';
import { scenarioOf } from '../testing/scenarios.ts';
import { simulatedRun } from '../testing/swarm/explained.ts';
import { analyze } from './analyze.ts';
import { whyOf } from './why.ts';

const HOUR_MS = 3_600_000;
const PATH = pathOf(
  catalogued('slb', 'haproxy', { 'timeout-client': HOUR_MS }),
  ingress({ 'proxy-read-timeout': 240_000, 'worker-shutdown-timeout': 300_000 }),
  conntrack(),
  pod(),
);
const RELOAD: NoteRecord = {
  type: 'note',
  kind: 'event',
  atMs: 1_500_000,
  label: 'reload',
  hop: 'ingress',
  event: 'reload',
  source: 'mark',
};

/** Silent sessions that the read timeout of the ingress ends, and speaking ones that a kill of the balancer ends. */
const SILENT = target('silent', 'wss', PATH, { connections: 28 });
const SPEAKING = target('speaking', 'wss', PATH, {
  connections: 60,
  traffic: { beats: [heartbeat(20_000)] },
});
const { fold } = simulatedRun(
  {
    scenario: scenarioOf({
      path: PATH,
      targets: [SILENT, SPEAKING],
      rampMs: 60_000,
      holdMs: 2_000_000,
    }),
    network: {
      seed: 3,
      rttMs: [2, 9],
      faults: [{ atMs: 900_000, hop: 'slb', kind: 'fin', target: 'speaking', count: 20 }],
    },
  },
  [RELOAD],
);
const VIEW = analyze(fold, { damagedRecords: 0, missing: [] })!;

function answered(asked: string) {
  const why = whyOf(VIEW, asked);
  assert.ok(why.ok, JSON.stringify(why));
  return why;
}

test('whyOf() of a group shows what matched, and with which figure each other limit and event is excluded', () => {
  const { trace, group } = answered('1');
  assert.deepEqual([group, trace.drops, trace.certainty], [1, 28, 'certain']);
  assert.deepEqual(trace.causes, ['ingress proxy-read-timeout']);
  const clock = trace.rules.find(({ id }) => id === 'limit-clock')!;
  assert.deepEqual(clock.named, [{ cause: 'ingress proxy-read-timeout', count: 28 }]);
  const excluded = trace.rules.flatMap((rule) => rule.excluded);
  const whys = excluded.map(({ cause, why }) => `${cause}: ${why}`).join('\n');
  assert.match(whys, /^slb timeout client 3,600 s: ends connections with FIN, not like this$/m);
  assert.match(
    whys,
    /^ingress worker-shutdown-timeout 300 s after the event at 0:25:00: ended 1,5/m,
  );
  assert.match(whys, /^ingress proxy-send-timeout 60 s: we sent less than the buffers/m);
  assert.equal(trace.rules.at(-1)!.asked, 0, 'a match leaves no question of who can send it');
  assert.deepEqual(
    trace.passes.map(({ by, certainty }) => [by, certainty]),
    [
      ['one-clock', 'likely'],
      ['certainty', 'certain'],
    ],
  );
});

test('whyOf() of a burst names the figures that exclude a timer, and what would change the answer', () => {
  const { trace } = answered('2');
  assert.equal(trace.certainty, 'possible');
  const whys = trace.rules.flatMap((rule) =>
    rule.excluded.map(({ cause, why }) => `${cause}: ${why}`),
  );
  assert.ok(
    whys.some((why) => /^slb timeout client 3,600 s: idle was only 0\.\d+ to 19/.test(why)),
  );
  assert.ok(whys.some((why) => /^pod: cannot end a connection like this/.test(why)));
  assert.match(trace.passes[0]!.found, /no timer does this/);
  assert.match(trace.wouldChange[0]!, /reloads and restarts/);
});

test('whyOf() of one connection asks the rules about it alone, and shows what its group decided', () => {
  const id = VIEW.drops[VIEW.groups[1]!.members[4]!]!.id;
  const { trace, group, of } = answered(`connection=${id}`);
  assert.deepEqual([of, group, trace.drops], [`connection ${id}`, 2, 1]);
  const clock = trace.rules.find(({ id: rule }) => rule === 'limit-clock')!;
  assert.match(clock.excluded[0]!.why, /^idle was only \d+\.\d+ s$/);
});

test('whyOf() says what is wrong with a question that has no answer', () => {
  const held = [...VIEW.connections].find(({ ended }) => ended?.ending.kind === 'local-close')!.id;
  for (const [asked, message] of [
    ['9', /no group 9: the report has 2/],
    ['0', /give the number of a group/],
    ['connection=', /give the number of a group/],
    ['connection=999999', /did not drop: it is not a connection of this run/],
    [`connection=${held}`, /did not drop: it was open at the end/],
  ] as const) {
    const why = whyOf(VIEW, asked);
    assert.ok(!why.ok);
    assert.match(why.message, message);
  }
});

test('traceText() fits into 80 columns and lets nothing from outside move the cursor', () => {
  const why = answered('2');
  const lines = traceText(why, plain).split('\n');
  assert.ok(
    lines.every((line) => line.length <= 80),
    lines.find((line) => line.length > 80),
  );
  const passes = [
    { by: 'x', found: 'pod-\u001b[2J', excluded: [], certainty: 'possible' } as const,
  ];
  const text = traceText({ ...why, trace: { ...why.trace, passes } }, plain);
  assert.ok(!text.includes('\u001b'), text);
});
