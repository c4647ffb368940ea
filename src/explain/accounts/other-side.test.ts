import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cause, Explanation } from '../cause.ts';
import type { ClosedBy } from './account.ts';
import { closedFirst, type GroupEvidence, otherSide, withOtherSides } from './other-side.ts';

const VIA = ['slb', 'ingress', 'pod'];
const slb = { hop: 'slb', setting: 'EstablishedTimeout' };
const ingress = { hop: 'ingress', setting: 'reload' };
const pod = { hop: 'pod', setting: 'exit' };
const ABLE = [slb, ingress, pod];

function explained(
  certainty: Explanation['certainty'],
  ...causes: Explanation['causes']
): Explanation {
  return { certainty, causes, reason: 'because', evidenceNeeded: "the pod's log" };
}

function weighed(
  explanation: Explanation,
  evidence: readonly GroupEvidence[],
  able: readonly Cause[] = ABLE,
) {
  const group = { explanation, steps: [] };
  const after = withOtherSides(group, evidence, { via: VIA, able }).explanation;
  const reversed = withOtherSides(group, evidence.toReversed(), { via: VIA, able }).explanation;
  assert.deepEqual(after, reversed, 'the order of the logs matters');
  return after;
}

function said(
  closedBy: Partial<Record<ClosedBy, number>>,
  { hop = 'pod', missing = 0 }: { readonly hop?: string; readonly missing?: number } = {},
): GroupEvidence {
  const all = { self: 0, 'client-side': 0, 'server-side': 0, unknown: 0, ...closedBy };
  const matched = Object.values(all).reduce((sum, count) => sum + count, 0);
  const words = { ending: 'idle-timeout', means: 'its timeout' };
  return {
    hop,
    name: `${hop}'s log`,
    members: matched + missing,
    matched,
    closedBy: all,
    ...words,
  };
}

const names = ({ certainty, causes }: Explanation) =>
  `${certainty}: ${causes.map(({ hop }) => hop).join(' ')}`;

test('a log does not overturn what is certain, and puts another suspect beside what is likely', () => {
  const against = weighed(explained('certain', slb), [said({ self: 28 })]);
  assert.equal(names(against), 'likely: slb');
  assert.match(against.reason, /because; but pod's log says that pod closed 28 of 28 itself/);
  const beside = weighed(explained('likely', slb), [said({ self: 28 })]);
  assert.equal(names(beside), 'possible: slb pod');
  assert.equal(beside.causes[1]!.setting, 'its timeout');
});

test('a party that agrees of every one makes likely certain, and splits candidates', () => {
  assert.equal(names(weighed(explained('likely', pod), [said({ self: 3 })])), 'certain: pod');
  assert.equal(names(weighed(explained('likely', pod), [said({ self: 2 })])), 'likely: pod');
  const split = weighed(explained('possible', ingress, pod), [said({ self: 3 })]);
  assert.deepEqual([names(split), split.evidenceNeeded], ['likely: pod', undefined]);
});

test('two parties that both say that they closed are both left', () => {
  const both = [said({ self: 30 }, { hop: 'slb' }), said({ self: 30 }, { hop: 'ingress' })];
  assert.equal(
    names(weighed(explained('possible', slb, ingress, pod), both)),
    'possible: slb ingress',
  );
  assert.equal(names(weighed(explained('certain', slb), both)), 'possible: slb ingress');
  // Two equal timers: one log owns up to a part, the other to all of them.
  const part = [
    said({ self: 20, unknown: 17 }, { hop: 'slb' }),
    said({ self: 37 }, { hop: 'ingress' }),
  ];
  assert.equal(names(weighed(explained('possible', slb, ingress), part)), 'possible: slb ingress');
});

test('a log that tells of one of many, or does not know, changes nothing', () => {
  const before = explained('likely', pod);
  assert.equal(weighed(before, [said({ self: 1 }, { hop: 'slb', missing: 26 })]), before);
  assert.equal(weighed(before, [said({ unknown: 5 }, { hop: 'ingress' })]), before);
  assert.equal(weighed(before, [said({ self: 5, 'client-side': 5 }, { hop: 'slb' })]), before);
  assert.equal(weighed(before, [said({ self: 5 }, { hop: 'elsewhere' })]), before);
});

test("an end that a hop saw come from one side is not the other side's", () => {
  const client = [said({ 'client-side': 9 })];
  assert.equal(names(weighed(explained('possible', ingress, pod), client)), 'likely: ingress');
  const two = weighed(explained('possible', slb, ingress, pod), client);
  assert.deepEqual([names(two), two.evidenceNeeded], ['possible: slb ingress', "the pod's log"]);
  const server = [said({ 'server-side': 9 }, { hop: 'ingress' })];
  assert.equal(names(weighed(explained('possible', slb, ingress, pod), server)), 'likely: pod');
  const against = weighed(explained('likely', pod), client);
  assert.equal(names(against), 'possible: pod slb ingress');
  assert.match(
    against.reason,
    /but pod's log says that the end of 9 of 9 came from the client's side/,
  );
});

test('logs that contradict each other are quoted, and change nothing else', () => {
  const quarrel = [said({ self: 9 }), said({ 'client-side': 9 }, { hop: 'ingress' })];
  const after = weighed(explained('possible', slb, pod), quarrel);
  assert.equal(names(after), 'possible: slb pod');
  assert.match(after.reason, /^because; logs differ: ingress's log .*; pod's log/);
});

test('a fault of our own stays ours, whoever closed because of it', () => {
  const own = explained('likely', { hop: 'generator', setting: 'generator stalled' });
  assert.equal(names(weighed(own, [said({ self: 9 }, { hop: 'slb' })])), 'likely: generator');
});

test('drops that nothing explained are explained by the logs, as far as these go', () => {
  const nothing = explained('unexplained');
  assert.equal(names(weighed(nothing, [said({ self: 1 })])), 'likely: pod');
  assert.equal(names(weighed(nothing, [said({ 'client-side': 1 })])), 'possible: slb ingress');
  assert.equal(
    names(weighed(nothing, [said({ 'client-side': 1 })], [ingress, pod])),
    'likely: ingress',
  );
});

test('closedFirst() takes no late end for the cause, and no order of FINs for that of a Close frame', () => {
  const silent = { kind: 'blackhole', noticedBy: 'reply-timeout' } as const;
  const frame = { kind: 'close-frame', code: 1001, reason: '' } as const;
  const first = (closedBy: ClosedBy, laterMs: number, readsFrames = false) =>
    ({ closedBy, laterMs, readsFrames }) as const;
  assert.equal(closedFirst(first('self', 60_000), silent), 'unknown');
  assert.equal(closedFirst(first('self', -60_000), silent), 'self');
  assert.equal(closedFirst(first('client-side', 20), silent), 'unknown');
  assert.equal(closedFirst(first('client-side', -60_000), silent), 'client-side');
  assert.equal(closedFirst(first('client-side', 20), { kind: 'rst' }), 'client-side');
  assert.equal(closedFirst(first('client-side', 20), frame), 'unknown');
  assert.equal(closedFirst(first('self', 20, true), frame), 'self');
});

test('what the logs say is a step of the trace, with the causes that it excludes', () => {
  const group = { explanation: explained('possible', slb, pod), steps: [] };
  const { steps } = withOtherSides(group, [said({ self: 3 })], { via: VIA, able: ABLE });
  assert.deepEqual(steps, [
    {
      by: otherSide.id,
      found: "pod's log says that pod closed 3 of 3 itself (idle-timeout)",
      excluded: ['slb EstablishedTimeout'],
      certainty: 'likely',
    },
  ]);
});
