import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doubtsOf } from '../path/unread.ts';
import { hopOf } from './hop.ts';

const AT = { file: 'a.yaml', line: 3, column: 5 };
const POLICY = { what: 'the policy that Gateway edge names', at: AT };

function envoy(...settings: Parameters<typeof hopOf>[0]['settings']) {
  const hop = hopOf({ id: 'ingress', kind: 'envoy', settings });
  const idle = hop.limits.find(({ setting }) => setting === 'stream_idle_timeout');
  return { hop, idle };
}

test('hopOf() doubts a default that something unread may set', () => {
  const { idle } = envoy({ key: 'stream-idle-timeout', unread: POLICY });
  assert.equal(idle?.afterMs, 300_000);
  assert.deepEqual(idle.maybeSetBy, [POLICY]);
});

test('hopOf() keeps what is written before the unread, and doubts what is written after', () => {
  const written = { key: 'stream-idle-timeout', ms: 90_000, at: AT };
  const first = envoy(written, { unread: POLICY }).idle;
  assert.equal(first?.afterMs, 90_000);
  assert.equal(first.maybeSetBy, undefined);
  const last = envoy({ unread: POLICY }, written).idle;
  assert.equal(last?.afterMs, 90_000);
  assert.deepEqual(last.maybeSetBy, [POLICY]);
});

test('hopOf() says of the hop what may set a limit that has no default, or that is switched off', () => {
  const { hop } = envoy({ key: 'max-stream-duration', unread: POLICY });
  assert.deepEqual(hop.unread, [{ ...POLICY, setting: 'max_stream_duration' }]);
  assert.deepEqual(doubtsOf(hop), [
    'max_stream_duration is not known: the policy that Gateway edge names may set it',
  ]);
  const off = { key: 'stream-idle-timeout', ms: Number.POSITIVE_INFINITY, at: AT };
  assert.equal(envoy(off).hop.unread, undefined);
  const { setting } = envoy({ key: off.key, unread: POLICY }, off).hop.unread![0]!;
  assert.equal(setting, 'stream_idle_timeout');
});
