import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertGolden } from '../../testing/report/golden.ts';
import { hostileView } from '../../testing/report/hostile.ts';
import { cleanPass, fiveCauses } from '../../testing/report/nights.ts';
import { viewOfNight } from '../../testing/report/recorded-run.ts';
import { chatMessage } from './chat-message.ts';

const failed = viewOfNight(fiveCauses({ scale: 0.4 }));

test('a message names the verdict, what does not hold, and the top causes', () => {
  const link = 'https://ci.example.com/job/1';
  assertGolden('five-causes.chat.txt', `${chatMessage(failed, { link })}\n`);
});

test('a run that passed is one sentence', () => {
  assertGolden('clean-pass.chat.txt', `${chatMessage(viewOfNight(cleanPass()), {})}\n`);
});

test('nobody is called and no line is added by a name from outside', () => {
  const before = chatMessage(failed, {}).split('\n').length;
  const text = chatMessage(hostileView(failed), {});
  assert.ok(text.split('\n').length <= before + 1);
  assert.doesNotMatch(text, /@[a-z]|\u202E/);
});

test('a message stays short whatever happened', () => {
  const { summary } = failed;
  const dropGroups = Array.from({ length: 500 }, () => summary.dropGroups[0]!);
  const thresholds = summary.thresholds.map((one) => ({
    ...one,
    ok: false,
    detail: 'x'.repeat(9_000),
  }));
  const view = { ...failed, summary: { ...summary, dropGroups, thresholds } };
  const text = chatMessage(view, {});
  assert.ok(text.length < 4_000, `${text.length}`);
  assert.match(text, /… and 495 more/);
});
