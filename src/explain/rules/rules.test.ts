import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BARE,
  catalogued,
  FIN,
  heartbeat,
  ingress,
  ORDERLY,
  pathOf,
  pod,
  RST,
  silentDrop,
  talkingDrop,
  target,
  world,
} from '../../testing/explain/fixtures.ts';
import { conclude } from '../conclude.ts';
import type { Drop, ExplainContext } from '../drop.ts';
import { groundOf } from '../ground.ts';
import { RULES } from './all.ts';

const PATH = pathOf(
  catalogued('slb', 'haproxy', { 'timeout-client': 600_000 }),
  ingress({ 'proxy-read-timeout': 240_000, 'proxy-send-timeout': 60_000 }),
  pod(),
);
const kernel = { sendQueue: 0, receiveQueue: 0, retransmits: 0 };
const overdue = { kind: 'blackhole', noticedBy: 'reply-timeout' } as const;
const reload = { atMs: 100_000, label: 'reload', hop: 'ingress', event: 'reload' };
const stall = { atMs: 470_000, forMs: 300_000 };
const speaking = talkingDrop(400_000, 10_000, { ending: ORDERLY });

interface Row {
  /** Id of the rule that has the answer. */
  readonly rule: string;
  readonly drop: Drop;
  readonly says: RegExp;
  /** A drop of which it says nothing: what would refute it is the case there. */
  readonly refuted: Drop;
  readonly context?: Partial<ExplainContext>;
  /** Without a heartbeat every 30 s. */
  readonly isSilent?: boolean;
  /** How much is sent with each heartbeat. */
  readonly sizeBytes?: number;
}

const ROWS: readonly Row[] = [
  {
    rule: 'own-kernel',
    drop: { ...speaking, ending: { kind: 'local-fault', errno: 'ENOBUFS' } },
    says: /^generator ENOBUFS$/,
    refuted: speaking,
  },
  {
    rule: 'unread-answer',
    drop: { ...speaking, ending: { ...overdue, kernel: { ...kernel, receiveQueue: 9 } } },
    says: /^generator answer not read$/,
    refuted: { ...speaking, ending: { ...overdue, kernel } },
  },
  {
    rule: 'own-host',
    drop: {
      ...speaking,
      ending: { ...overdue, kernel: { ...kernel, sendQueue: 40, timer: 4 } },
    },
    says: /^generator packets did not leave this host$/,
    refuted: {
      ...speaking,
      ending: { ...overdue, kernel: { ...kernel, sendQueue: 40, timer: 1, retransmits: 2 } },
    },
  },
  {
    rule: 'late-loop',
    drop: { ...speaking, ending: overdue, loopDelayMs: 3_000 },
    says: /^generator event loop blocked$/,
    refuted: {
      ...speaking,
      ending: { ...overdue, kernel: { ...kernel, sendQueue: 40 } },
      loopDelayMs: 3_000,
    },
  },
  {
    rule: 'missed-heartbeat',
    drop: silentDrop(400_000, {
      ending: ORDERLY,
      sinceSentMs: 240_000,
      sinceReceivedMs: 240_000,
      atMs: 480_000,
    }),
    says: /^generator generator stalled$/,
    refuted: silentDrop(400_000, {
      ending: ORDERLY,
      sinceSentMs: 20_000,
      sinceReceivedMs: 20_000,
      atMs: 480_000,
    }),
    context: { stalls: [stall] },
  },
  {
    rule: 'unread-push',
    drop: silentDrop(400_000, {
      ending: BARE,
      sinceSentMs: 65_000,
      sinceReceivedMs: 64_000,
      atMs: 470_050,
    }),
    says: /^generator generator stalled$/,
    refuted: silentDrop(400_000, {
      ending: BARE,
      sinceSentMs: 65_000,
      sinceReceivedMs: 64_000,
      atMs: 399_000,
    }),
    context: { stalls: [{ atMs: 470_000, forMs: 63_000 }] },
    isSilent: true,
  },
  {
    rule: 'close-frame',
    drop: { ...speaking, ending: { kind: 'close-frame', code: 1001, reason: '' } },
    says: /^pod Close frame 1001$/,
    refuted: speaking,
  },
  {
    rule: 'other-reply',
    drop: { ...speaking, ending: { kind: 'other-reply', reply: 'HTTP/1.1 400 Bad Request' } },
    says: /an HTTP response/,
    refuted: { ...speaking, ending: { ...overdue, kernel } },
  },
  {
    rule: 'limit-clock',
    drop: silentDrop(240_000, { ending: ORDERLY }),
    says: /^ingress proxy-read-timeout$/,
    refuted: silentDrop(480_000, { ending: ORDERLY }),
    isSilent: true,
  },
  {
    rule: 'known-event',
    drop: talkingDrop(90_000, 7_000, { ending: BARE, atMs: 340_100 }),
    says: /^ingress worker-shutdown-timeout$/,
    refuted: talkingDrop(90_000, 7_000, { ending: BARE, atMs: 400_000 }),
    context: { events: [reload] },
  },
  {
    rule: 'stalled-write',
    drop: talkingDrop(400_000, 90_000, { ending: ORDERLY, sinceSentMs: 400 }),
    says: /^ingress proxy-send-timeout/,
    refuted: talkingDrop(400_000, 20_000, { ending: ORDERLY, sinceSentMs: 400 }),
    sizeBytes: 1_000_000,
  },
  {
    rule: 'possible-senders',
    drop: talkingDrop(400_000, 10_000, { ending: BARE }),
    says: /^slb reload, stop or crash; ingress reload, stop or crash$/,
    refuted: silentDrop(600_000, { ending: BARE }),
    isSilent: true,
  },
];

/** What each rule that was asked named. */
function asked(drop: Drop, { context = {}, isSilent = false, sizeBytes = 32 }: Row) {
  const say = { kind: 'message', sizeBytes } as const;
  const beats = isSilent ? [] : [{ ...heartbeat(30_000), say }];
  const one = target('wss', 'wss', PATH, { traffic: { beats } });
  const ground = groundOf(world(PATH, one, context), 0);
  const named = new Map<string, string>();
  conclude(drop, ground, ({ id }, found) => {
    named.set(id, found.map(({ hop, setting }) => `${hop} ${setting}`).join('; '));
  });
  return named;
}

for (const row of ROWS)
  test(`the rule ${row.rule} answers what it is for, and is silent where it is refuted`, () => {
    assert.match(asked(row.drop, row).get(row.rule) ?? '', row.says);
    assert.equal(asked(row.refuted, row).get(row.rule) || undefined, undefined);
  });

test('every rule has a row of its own', () => {
  assert.deepEqual(
    ROWS.map(({ rule }) => rule),
    RULES.map(({ id }) => id),
  );
});

test('every rule that can exclude a cause says so in words for the drop that refutes it', () => {
  for (const [drop, why] of [
    [
      silentDrop(480_000, { ending: ORDERLY }),
      /^ingress proxy-read-timeout 240 s: idle was already 480\.0 s$/,
    ],
    [
      silentDrop(9_000, { ending: ORDERLY }),
      /^ingress proxy-read-timeout 240 s: idle was only 9\.00 s$/,
    ],
    [
      silentDrop(240_000, { ending: RST }),
      /^ingress proxy-read-timeout 240 s: ends connections with close_notify and FIN, not/,
    ],
    [silentDrop(9_000, { ending: FIN }), /^slb timeout client 600 s: idle was only 9\.00 s$/],
  ] as const) {
    const one = target('wss', 'wss', PATH);
    const ground = groundOf(world(PATH, one), 0);
    const misfits = RULES.flatMap((rule) => rule.excluded?.(drop, ground) ?? []);
    const words = misfits.map(
      ({ cause, why: because, shownMs = 0 }) =>
        `${cause}: ${because.replace('{}', `${(shownMs / 1_000).toFixed(shownMs < 10_000 ? 2 : 1)} s`)}`,
    );
    assert.ok(
      words.some((one) => why.test(one)),
      words.join('\n'),
    );
  }
});
