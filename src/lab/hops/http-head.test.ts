import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Head, readHead, shortAnswer, statusOf, upgradePathOf } from './http-head.ts';

function headOf(text: string): Head {
  const head = readHead(Buffer.from(text, 'latin1'));
  assert.ok(head !== undefined && head !== 'bad');
  return head;
}

test('readHead() waits for the empty line and keeps what comes behind it', () => {
  assert.equal(readHead(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n')), undefined);
  const head = headOf('GET / HTTP/1.1\r\nHost: a\r\n\r\nrest');
  assert.equal(head.first, 'GET / HTTP/1.1');
  assert.equal(head.headers.get('host'), 'a');
  assert.equal(head.rest.toString(), 'rest');
  assert.equal(head.raw.length + head.rest.length, 31);
});

test('readHead() gives up on what is too long or no header', () => {
  assert.equal(readHead(Buffer.alloc(8_193, 'a')), 'bad');
  assert.equal(readHead(Buffer.from(`GET / HTTP/1.1\r\nA: ${'b'.repeat(9_000)}\r\n\r\n`)), 'bad');
  assert.equal(readHead(Buffer.from('GET / HTTP/1.1\r\nno header\r\n\r\n')), 'bad');
  assert.equal(readHead(Buffer.from('GET / HTTP/1.1\r\n: none\r\n\r\n')), 'bad');
});

test('upgradePathOf() takes WebSocket upgrades only', () => {
  const upgrade = 'Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\r\n';
  for (const [text, expected] of [
    [`GET /a?id=1 HTTP/1.1\r\n${upgrade}`, '/a?id=1'],
    [`POST /a HTTP/1.1\r\n${upgrade}`, 426],
    ['GET /a HTTP/1.1\r\nUpgrade: websocket\r\n\r\n', 426],
    ['GET /a HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n', 426],
    [`GET a HTTP/1.1\r\n${upgrade}`, 400],
    [`GET /a HTTP/1.0\r\n${upgrade}`, 400],
    ['\r\n\r\n', 400],
  ] as const) {
    assert.equal(upgradePathOf(headOf(text)), expected, text);
  }
});

test('statusOf() reads a status line, or nothing', () => {
  assert.equal(statusOf(headOf('HTTP/1.1 101 Switching Protocols\r\n\r\n')), 101);
  assert.equal(statusOf(headOf('HTTP/1.1 1012 x\r\n\r\n')), 0);
  assert.equal(statusOf(headOf('SSH-2.0\r\n\r\n')), 0);
});

test('shortAnswer() is a whole response', () => {
  assert.match(
    shortAnswer(502),
    /^HTTP\/1\.1 502 Bad Gateway\r\n.*Content-Length: 16\r\n.*\r\n\r\n502 Bad Gateway\n$/s,
  );
});
