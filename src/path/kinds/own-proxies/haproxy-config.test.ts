import assert from 'node:assert/strict';
import { test } from 'node:test';
import { haproxySections, keywordIn, timeIn } from './haproxy-config.ts';

const TEXT = `
global
  hard-stop-after 10m # at most
defaults
  mode http
  timeout client 50s
  timeout server 1500
frontend a
  timeout client 1h
backend b
defaults raw from base
  mode tcp
listen c
  timeout client 0
backend d from raw
  server "x y" h:80
`;

const section = (name: string) => haproxySections(TEXT).find((one) => one.name === name);

test('a section has what its defaults say, unless it says it itself', () => {
  assert.equal(timeIn(section('a'), 'timeout', 'client')?.ms, 3_600_000);
  assert.equal(timeIn(section('a'), 'timeout', 'server')?.ms, 1_500);
  assert.equal(timeIn(section('b'), 'timeout', 'client')?.ms, 50_000);
  assert.equal(keywordIn(section('c'), 'mode')?.words[1], 'tcp');
  assert.equal(timeIn(section('c'), 'timeout', 'client'), undefined);
  assert.equal(keywordIn(section('d'), 'mode')?.words[1], 'tcp');
});

test('a line knows its place, quotes hold words together, and comments are left out', () => {
  assert.deepEqual(keywordIn(section('d'), 'server'), {
    words: ['server', 'x y', 'h:80'],
    line: 15,
  });
  const [global] = haproxySections(TEXT);
  assert.deepEqual(global?.lines, [{ words: ['hard-stop-after', '10m'], line: 2 }]);
});
