import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Explanation } from '../cause.ts';
import type { ClosedBy } from './account.ts';
import { closedFirst, type GroupEvidence, otherSide, withOtherSide } from './other-side.ts';

const VIA = ['slb', 'ingress', 'pod'];
const slb = { hop: 'slb', setting: 'EstablishedTimeout' };
const ingress = { hop: 'ingress', setting: 'reload' };
const pod = { hop: 'pod', setting: 'exit' };

function explained(
  certainty: Explanation['certainty'],
  ...causes: Explanation['causes']
): Explanation {
  return { certainty, causes, reason: 'because', evidenceNeeded: "the pod's log" };
}

function weighed(explanation: Explanation, evidence: GroupEvidence, via: readonly string[]) {
  return withOtherSide({ explanation, steps: [] }, evidence, via).explanation;
}

function said(closedBy: Partial<Record<ClosedBy, number>>, hop = 'pod'): GroupEvidence {
  const all = { self: 0, 'client-side': 0, 'server-side': 0, unknown: 0, ...closedBy };
  const matched = Object.values(all).reduce((sum, count) => sum + count, 0);
  return { hop, name: 'the log', matched, closedBy: all, ending: 'idle-timeout' };
}

test('a backend that says that it closed is the cause, and what contradicts it is told', () => {
  const { certainty, causes, reason } = weighed(explained('certain', slb), said({ self: 28 }), VIA);
  assert.deepEqual([certainty, causes], ['likely', [{ hop: 'pod', setting: 'idle-timeout' }]]);
  assert.match(reason, /pod closed 28 of 28 itself \(idle-timeout\), which contradicts "because"/);
});

test('a backend that agrees makes likely certain, and splits candidates', () => {
  assert.equal(weighed(explained('likely', pod), said({ self: 3 }), VIA).certainty, 'certain');
  const split = weighed(explained('possible', ingress, pod), said({ self: 3 }), VIA);
  assert.deepEqual([split.certainty, split.causes], ['likely', [pod]]);
  assert.equal(split.evidenceNeeded, undefined);
});

test("an end that the backend saw come from the way is not the backend's", () => {
  const split = weighed(explained('possible', ingress, pod), said({ 'client-side': 9 }), VIA);
  assert.deepEqual([split.certainty, split.causes], ['likely', [ingress]]);
  const two = weighed(explained('possible', slb, ingress, pod), said({ 'client-side': 9 }), VIA);
  assert.deepEqual(
    [two.certainty, two.causes.length, two.evidenceNeeded],
    ['possible', 2, "the pod's log"],
  );
  const against = weighed(explained('certain', pod), said({ 'client-side': 9 }), VIA);
  assert.equal(against.certainty, 'possible');
  assert.match(
    against.reason,
    /but the log contradicts it: pod saw the end of 9 of 9 come from the client's side/,
  );
});

test('a hop in the middle tells on which side of it the cause is', () => {
  const evidence = said({ 'server-side': 9 }, 'ingress');
  assert.deepEqual(weighed(explained('possible', slb, ingress, pod), evidence, VIA).causes, [pod]);
});

test('who disagrees with himself, or is not on the way, changes nothing', () => {
  const before = explained('possible', ingress, pod);
  assert.equal(weighed(before, said({ self: 5, 'client-side': 5 }), VIA), before);
  assert.equal(weighed(before, said({ unknown: 5 }), VIA), before);
  assert.equal(weighed(before, said({ self: 5 }, 'elsewhere'), VIA), before);
});

test('an unexplained drop that the backend owns up to is explained', () => {
  const { certainty, causes } = weighed(explained('unexplained'), said({ self: 1 }), VIA);
  assert.deepEqual([certainty, causes[0]!.hop], ['likely', 'pod']);
  assert.equal(
    weighed(explained('unexplained'), said({ 'client-side': 1 }), VIA).certainty,
    'unexplained',
  );
});

test('closedFirst() takes no late end for the cause', () => {
  const silent = { kind: 'blackhole', noticedBy: 'reply-timeout' } as const;
  assert.equal(closedFirst({ closedBy: 'self', laterMs: 60_000 }, silent), 'unknown');
  assert.equal(closedFirst({ closedBy: 'self', laterMs: -60_000 }, silent), 'self');
  assert.equal(closedFirst({ closedBy: 'client-side', laterMs: 20 }, silent), 'unknown');
  assert.equal(closedFirst({ closedBy: 'client-side', laterMs: -60_000 }, silent), 'client-side');
  assert.equal(
    closedFirst({ closedBy: 'client-side', laterMs: 20 }, { kind: 'rst' }),
    'client-side',
  );
});

test('what the other side says is a step of the trace, with the causes that it excludes', () => {
  const group = { explanation: explained('possible', slb, pod), steps: [] };
  const { steps } = withOtherSide(group, said({ self: 3 }), VIA);
  assert.deepEqual(steps, [
    {
      by: otherSide.id,
      found: 'the log: pod closed 3 of 3 itself (idle-timeout)',
      excluded: ['slb EstablishedTimeout'],
      certainty: 'likely',
    },
  ]);
  assert.equal(withOtherSide(group, said({ unknown: 3 }), VIA), group, 'it says nothing');
});
