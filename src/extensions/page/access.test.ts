import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { Access, isLoopback } from './access.ts';

type Headers = Readonly<Record<string, string>>;

function asked(url: string, headers: Headers = {}, method = 'GET'): IncomingMessage {
  return { method, url, headers } as unknown as IncomingMessage;
}

function answer(access: Access, ...request: Parameters<typeof asked>): string {
  const entry = access.entryFor(asked(...request));
  return entry.kind === 'refused' ? String(entry.status) : entry.kind;
}

const here = new Access({ host: '127.0.0.1', port: 7_474 });
const outside = new Access({ host: '0.0.0.0', port: 7_474 });

test('on loopback whoever names this machine is let in, without a token', () => {
  assert.equal(here.query, '');
  for (const host of ['127.0.0.1:7474', 'localhost:7474', '[::1]:7474', '127.8.9.1', 'localhost']) {
    assert.equal(answer(here, '/', { host }), 'let-in', host);
  }
});

test('on loopback a name that was made to resolve to here is refused', () => {
  for (const host of ['evil.example:7474', '127.0.0.1.evil.example', 'localhost.evil:7474', '']) {
    assert.equal(answer(here, '/events', { host }), '403', host);
  }
  assert.equal(answer(here, '/events'), '403');
});

test('what can be reached from outside asks for the token, in the address or in the cookie', () => {
  const token = outside.query.slice('?token='.length);
  assert.ok(token.length >= 32, 'as many bits as cannot be guessed');
  assert.notEqual(outside.query, new Access({ host: '0.0.0.0', port: 7_474 }).query);
  for (const url of ['/', '/?token=', `/?token=${token}x`, `/?token=${token.slice(1)}`]) {
    assert.equal(answer(outside, url), '401', url);
  }
  const welcome = outside.entryFor(asked(`/?token=${token}`));
  assert.ok(welcome.kind === 'welcome');
  assert.match(welcome.cookie, /; HttpOnly; SameSite=Lax$/);
  const cookie = `other=1; ${welcome.cookie.split(';')[0]}`;
  assert.equal(answer(outside, '/events', { cookie }), 'let-in');
  assert.equal(answer(outside, '/events', { cookie: 'soak-7474=' }), '401');
});

test('another site may link to the page, and load nothing of it', () => {
  const from = { host: 'localhost', 'sec-fetch-site': 'cross-site' };
  assert.equal(answer(here, '/events', { ...from, 'sec-fetch-mode': 'no-cors' }), '403');
  assert.equal(answer(here, '/', { ...from, 'sec-fetch-mode': 'navigate' }), 'let-in');
});

test('nothing but GET is answered', () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) {
    assert.equal(answer(here, '/', { host: 'localhost' }, method), '405');
  }
});

test('isLoopback() takes nothing for loopback that only looks like it', () => {
  for (const host of ['127.0.0.1', '127.255.0.3', '::1', 'localhost']) assert.ok(isLoopback(host));
  for (const host of ['0.0.0.0', '::', '10.0.0.1', 'localhost.example', '128.0.0.1', 'fe80::1'])
    assert.ok(!isLoopback(host), host);
});
