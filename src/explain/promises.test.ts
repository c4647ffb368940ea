import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  conntrack,
  heartbeat,
  ingress,
  pathOf,
  pod,
  RST,
  silentDrop,
  slb,
  talkingDrop,
  target,
  world,
} from '../testing/explain/fixtures.ts';
import type { Drop, ExplainContext } from './drop.ts';
import type { Life } from './limit-outcomes.ts';
import { explainDrops } from './passes/groups.ts';
import { notCovered, promises, proves } from './promises.ts';

const PATH = pathOf(
  slb(900_000, ['rst']),
  ingress({ 'proxy-read-timeout': 600_000 }),
  conntrack(),
  pod(),
);
const HELD = { kind: 'local-close', why: 'stop', life: 'proven' } as const;

function times(count: number, make: (index: number) => Drop): Drop[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** All connections of a run, the dropped ones with their explanations. */
function livesOf(drops: readonly Drop[], held: readonly Drop[], context: ExplainContext): Life[] {
  const explained = explainDrops(drops, context).flatMap(({ members, explanation }) =>
    members.map((index): Life => ({ seen: drops[index]!, explanation })),
  );
  return [...explained, ...held.map((seen): Life => ({ seen }))];
}

function verdictOf(setting: string, lives: readonly Life[], context: ExplainContext) {
  const found = promises(lives, context).find((one) => one.setting === setting);
  assert.ok(found, setting);
  return found;
}

const SILENT_TCP = target('silent', 'tcp', PATH);
const RUN = { ...world(PATH, SILENT_TCP), durationMs: 10_800_000 };

test('promises() says kept where all that came to a limit ended on time', () => {
  const drops = times(600, (i) =>
    silentDrop(900_000 + (i % 50), { ending: RST, atMs: 1_000_000 + i * 900 }),
  );
  const kept = verdictOf('EstablishedTimeout', livesOf(drops, [], RUN), RUN);
  assert.equal(kept.verdict, 'kept');
  assert.equal(kept.count, 600);
  assert.equal(
    kept.sentence,
    'slb EstablishedTimeout 900 s is kept for silent: 600 of 600 idle up to it ended on time; fewer than 0.5 % end early, 95 % confidence',
  );
});

test('promises() says broken early where some ended as it ends connections and nothing explains them', () => {
  const early = [41, 97, 130].map((minutes, i) =>
    talkingDrop(minutes * 60_000, 190_000 + i, { ending: RST, atMs: minutes * 60_000 + 70_000 }),
  );
  const drops = [
    ...times(50, (i) => silentDrop(900_010, { ending: RST, atMs: 1_000_000 + i * 7_000 })),
    ...early,
  ];
  const broken = verdictOf('EstablishedTimeout', livesOf(drops, [], RUN), RUN);
  assert.equal(broken.verdict, 'broken-early');
  assert.equal(broken.count, 3);
  assert.match(broken.sentence, /3 ended as it ends connections, the first at 190\.0 s/);
});

test('promises() says overdue where connections outlived a limit', () => {
  const held = times(20, () => silentDrop(7_200_000, { ending: HELD }));
  const overdue = verdictOf('EstablishedTimeout', livesOf([], held, RUN), RUN);
  assert.equal(overdue.verdict, 'overdue');
  assert.equal(overdue.count, 20);
  assert.match(overdue.sentence, /20 of 20 outlived it, so the setting is not in force/);
});

test('promises() holds nobody to have outlived a limit that forgets in silence before it answered', () => {
  const path = pathOf(slb(900_000, ['silent']), pod());
  const run = { ...world(path, target('silent', 'tcp', path)), durationMs: 10_800_000 };
  const held = (life: 'proven' | 'unverified') => [
    silentDrop(7_200_000, { ending: { ...HELD, life } }),
  ];
  assert.equal(
    verdictOf('EstablishedTimeout', livesOf([], held('proven'), run), run).verdict,
    'overdue',
  );
  const unasked = verdictOf('EstablishedTimeout', livesOf([], held('unverified'), run), run);
  assert.equal(unasked.verdict, 'not-covered');
  assert.match(unasked.sentence, /nobody asked whether they still lived/);
});

test('promises() says why a limit is not covered', () => {
  const beating = target('beating', 'wss', PATH, { traffic: { beats: [heartbeat(30_000)] } });
  const kept = target('kept', 'wss', PATH, { traffic: { keepaliveMs: 20_000 } });
  const context = { ...world(PATH, beating), targets: [beating, kept], durationMs: 1_200_000 };
  const held = [
    talkingDrop(1_100_000, 3_000, { ending: HELD }),
    silentDrop(500_000, { target: 1, ending: HELD }),
  ];
  const all = promises(livesOf([], held, context), context);
  const atKeepalive = all.find((one) => one.target === 'kept' && one.hop === 'slb');
  assert.match(atKeepalive?.sentence ?? '', /TCP keep-alive restarts it in time/);
  const sentences = notCovered(all);
  assert.deepEqual(sentences, [
    'slb EstablishedTimeout 900 s was not tested: a heartbeat every 30 s restarts it in time',
    'ingress proxy-read-timeout 600 s was not tested: a heartbeat every 30 s restarts it in time',
    'ingress proxy-send-timeout 60 s was not tested: the other side always read',
    'ingress send_timeout 60 s was not tested: the other side always read',
    'ingress worker-shutdown-timeout 240 s was not tested: no reload happened',
    'node nf_conntrack_tcp_timeout_established 86,400 s is longer than this run',
    'pod terminationGracePeriodSeconds 30 s was not tested: no backend-stop happened',
  ]);
});

test('promises() lists as proven only what was kept', () => {
  const held = times(2_995, () => silentDrop(850_000, { ending: HELD }));
  const context = { ...RUN, durationMs: 1_000_000 };
  const run = promises(livesOf([], held, context), context);
  assert.deepEqual(proves(run), []);
  const beyond = times(2_995, () => talkingDrop(890_000, 599_800, { ending: HELD, target: 0 }));
  const wss = target('quiet', 'wss', PATH);
  const quiet = { ...world(PATH, wss), durationMs: 1_000_000 };
  const [first] = proves(promises(livesOf([], beyond, quiet), quiet));
  assert.equal(
    first,
    'ingress proxy-read-timeout 600 s is kept for quiet: 2,995 were idle up to it and none ended early; fewer than 0.1 % end early, 95 % confidence',
  );
});

test('promises() holds the limit of an event against those who were open at it', () => {
  const beating = target('beating', 'wss', PATH, { traffic: { beats: [heartbeat(30_000)] } });
  const events = [{ atMs: 500_000, label: 'reload', hop: 'ingress', event: 'reload' }];
  const context = { ...world(PATH, beating, { events }), durationMs: 1_200_000 };
  const drops = times(40, (i) =>
    talkingDrop(600_000, i * 700, { ending: { kind: 'fin', closeNotify: false }, atMs: 740_180 }),
  );
  const kept = verdictOf('worker-shutdown-timeout', livesOf(drops, [], context), context);
  assert.equal(kept.verdict, 'kept');
  assert.match(kept.sentence, /40 of 40 open when it was due ended on time/);
  const survivors = times(7, () => talkingDrop(1_100_000, 100, { ending: HELD, atMs: 1_150_000 }));
  const mixed = verdictOf('worker-shutdown-timeout', livesOf(drops, survivors, context), context);
  assert.equal(mixed.verdict, 'kept');
  assert.match(mixed.sentence, /40 ended when it was due; 7 lived through the event/);
  const unseen = verdictOf('worker-shutdown-timeout', livesOf([], survivors, context), context);
  assert.equal(unseen.verdict, 'not-covered');
  assert.match(unseen.sentence, /was not seen at work for beating: 7 lived through the event/);
});
