import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closest } from './closest.ts';

const KEYS = ['proxy-read-timeout', 'proxy-send-timeout', 'ping', 'hold', 'heartbeat', 'via'];

test('closest() finds slips, swapped letters and other spellings', () => {
  const cases: [string, string | undefined][] = [
    ['proxy-raed-timeout', 'proxy-read-timeout'],
    ['proxyReadTimeout', 'proxy-read-timeout'],
    ['proxy_send_timeout', 'proxy-send-timeout'],
    ['heartbeet', 'heartbeat'],
    ['hodl', 'hold'],
    ['vai', 'via'],
    ['PING', 'ping'],
  ];
  assert.deepEqual(
    cases.map(([word]) => closest(word, KEYS)),
    cases.map(([, meant]) => meant),
  );
});

test('closest() says nothing when nothing is near', () => {
  assert.deepEqual(
    ['banana', '', 'x'.repeat(10_000), 'connections'].map((word) => closest(word, KEYS)),
    [undefined, undefined, undefined, undefined],
  );
});
