import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange, Target } from '../../scenario/scenario.ts';
import { Answerer, readReply, repliesFor, repliesFromHex } from './replies.ts';

function exchange(say: string, expect: string): Exchange {
  const hex = (text: string) => Buffer.from(text).toString('hex');
  return {
    say: { kind: 'bytes', hex: hex(say), text: true },
    expect: expect === '' ? { kind: 'any' } : { kind: 'bytes', hex: hex(expect) },
    withinMs: 1_000,
  };
}

const TARGET: Target = {
  name: 'tcp',
  address: { transport: 'tcp', host: 'x', port: 80 },
  connections: 1,
  via: [],
  traffic: {
    onOpen: [exchange('LOGIN', 'OK')],
    beats: [{ ...exchange('PING', 'PONG'), everyMs: 1, jitter: 0 }],
  },
  onDrop: { kind: 'leave' },
  finalProbe: { kind: 'ask', ask: exchange('ANYONE', '') },
  openTimeoutMs: 1,
};

test('repliesFor() takes what the targets expect, once for each question', () => {
  const replies = repliesFromHex(repliesFor([TARGET, TARGET]));
  assert.deepEqual(
    replies.map(({ to, answer }) => [to.toString(), answer.toString()]),
    [
      ['LOGIN', 'OK'],
      ['PING', 'PONG'],
    ],
  );
});

test('readReply() knows escapes, and refuses an answer without a question', () => {
  assert.deepEqual(readReply('a\\n\\x3d\\\\n=b=\\0'), {
    to: Buffer.from('a\n=\\n'),
    answer: Buffer.from('b=\0'),
  });
  assert.equal(readReply('=b'), undefined);
  assert.equal(readReply('b'), undefined);
});

test('an Answerer finds questions that are split, joined or prefixes of each other', () => {
  const answerer = new Answerer([readReply('PING=1')!, readReply('PINGS=2')!]);
  const said = (text: string) => answerer.answer(Buffer.from(text)).toString();
  assert.equal(said('PINGSPING'), '21');
  assert.equal(said('xPI'), 'xPI');
  assert.equal(said('NGy'), '1');
  assert.equal(said('NG'), 'NG');
});
