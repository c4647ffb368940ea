import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Explainer, type Look, type LookReply } from './explainer.ts';

/** A thread that answers when the test says so. */
function scene() {
  const asked: Look[] = [];
  const replies: LookReply[] = [];
  const failures: string[] = [];
  let nowMs = 0;
  let listener: { onReply(reply: LookReply): void; onFailed(why: string): void } | undefined;
  const explainer = new Explainer({
    start: (heard) => {
      listener = heard;
      return { ask: (look) => void asked.push(look), stop: async () => {} };
    },
    nowMs: () => nowMs,
    onReply: (reply) => void replies.push(reply),
    onFailed: (why) => void failures.push(why),
  });
  return {
    ...{ explainer, asked, replies, failures },
    isStarted: () => listener !== undefined,
    reply: (tookMs: number) => listener!.onReply({ atMs: 0, tookMs, isBehind: false, founds: [] }),
    fail: (why: string) => listener!.onFailed(why),
    at: (ms: number) => {
      nowMs = ms;
    },
  };
}

test('the thread is not started before somebody wants an explanation', () => {
  const { explainer, isStarted } = scene();
  explainer.look([]);
  assert.equal(isStarted(), false);
  explainer.look([0]);
  assert.equal(isStarted(), true);
});

test('explaining takes a twentieth of the time at most', () => {
  const { explainer, asked, reply, at } = scene();
  explainer.look([0]);
  at(400);
  reply(400);
  for (let ms = 400; ms < 400 + 19 * 400; ms += 100) {
    at(ms);
    explainer.look([0]);
  }
  assert.equal(asked.length, 1);
  at(400 + 19 * 400);
  explainer.look([0, 1]);
  assert.deepEqual(asked, [{ wanted: [0] }, { wanted: [0, 1] }]);
});

test('a thread that is busy is asked nothing more, and one that is quick once a second', () => {
  const { explainer, asked, reply, at } = scene();
  explainer.look([0]);
  at(5_000);
  explainer.look([0]);
  assert.equal(asked.length, 1);
  reply(1);
  at(5_999);
  explainer.look([0]);
  assert.equal(asked.length, 1);
  at(6_000);
  explainer.look([0]);
  assert.equal(asked.length, 2);
});

test('a thread that fails is reported once, and asked nothing more', () => {
  const { explainer, asked, failures, fail, at } = scene();
  explainer.look([0]);
  fail('out of memory');
  fail('out of memory');
  at(60_000);
  explainer.look([0]);
  assert.equal(asked.length, 1);
  assert.deepEqual(failures, ['out of memory']);
});
