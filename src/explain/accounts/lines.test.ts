import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idInRequest, readLogTime, tameWords } from './account.ts';
import { readBackendLine } from './backend-line.ts';
import { readHaproxyLine } from './haproxy-line.ts';
import { readNginxEvent } from './log-event.ts';
import { readNginxLine } from './nginx-line.ts';
import { readWireName, wireName } from './wire-name.ts';

const ENDED_AT_MS = Date.UTC(2026, 10, 22, 1, 0, 42);

test('a name survives the way to the other end and back', () => {
  const name = wireName({ startedAtMs: Date.UTC(2026, 10, 22, 1), id: 1_234 });
  assert.deepEqual(readWireName(name), { startedAtMs: Date.UTC(2026, 10, 22, 1), id: 1_234 });
  assert.deepEqual(readWireName(`soak id=${name}`), readWireName(name));
  assert.equal(idInRequest(`GET /link?token=x&id=${name} HTTP/1.1`), name);
  for (const stranger of ['', 'abc', 'mi8x2k1c-', 'mi8x2k1c-1x', '../../etc-1'])
    assert.equal(readWireName(stranger), undefined, stranger);
});

test('readBackendLine() reads what soak serve writes, and nothing else', () => {
  const fields = {
    type: 'ended',
    atMs: ENDED_AT_MS,
    backend: 'pod-1',
    connection: 7,
    transport: 'wss',
    peer: '10.0.0.7:40112',
    id: 'mi8x2k1c-12',
    ageMs: 2_000,
    bytesIn: 1,
    bytesOut: 2,
    endedBy: 'backend',
    ending: 'idle-timeout',
  };
  assert.deepEqual(readBackendLine(JSON.stringify(fields)), {
    backend: 'pod-1',
    connection: 7,
    account: {
      id: 'mi8x2k1c-12',
      client: '10.0.0.7:40112',
      endedAtMs: ENDED_AT_MS,
      openedAtMs: ENDED_AT_MS - 2_000,
      closedBy: 'self',
      ending: 'idle-timeout',
    },
  });
  assert.equal(readBackendLine('{"type":"opened","atMs":1}'), 'opened');
  const hostile = [
    '',
    '{',
    'null',
    '{"type":"ended"}',
    JSON.stringify({ ...fields, atMs: 'soon' }),
    JSON.stringify({ ...fields, endedBy: '__proto__' }),
    JSON.stringify(fields).slice(0, -9),
  ];
  for (const line of hostile) assert.equal(readBackendLine(line), undefined, line);
  const loud = readBackendLine(JSON.stringify({ ...fields, ending: '\u001b[2Jgone'.repeat(99) }));
  assert.ok(typeof loud === 'object' && /^[\x20-\x7e]{1,60}$/.test(loud.account.ending));
});

test('readNginxLine() reads the default format, that of ingress-nginx, and the documented one', () => {
  const combined =
    '10.0.0.7 - - [22/Nov/2026:02:00:42 +0100] "GET /link?id=mi8x2k1c-12 HTTP/1.1" 101 1234 "-" "-"';
  const common = {
    id: 'mi8x2k1c-12',
    client: '',
    endedAtMs: ENDED_AT_MS,
    closedBy: 'unknown',
    ending: '101',
  };
  assert.deepEqual(readNginxLine(combined), { ...common, openedAtMs: undefined });
  assert.deepEqual(
    readNginxLine(`${combined} 310 12.500 [default-link-80] [] 10.1.1.1:80 1 12.5 101 x`),
    {
      ...common,
      openedAtMs: ENDED_AT_MS - 12_500,
    },
  );
  const documented = `{"msec":${ENDED_AT_MS / 1_000},"client":"10.0.0.7:40112","uri":"/link?id=mi8x2k1c-12","status":101,"request_time":12.500}`;
  assert.deepEqual(readNginxLine(documented), {
    ...common,
    client: '10.0.0.7:40112',
    openedAtMs: ENDED_AT_MS - 12_500,
  });
  assert.equal(readNginxLine(combined.replace('101', '200')), undefined);
});

test('readNginxLine() reads from the error log why nginx ended an upgraded connection', () => {
  const line = (words: string) =>
    `2026/11/22 01:00:42 [info] 31#31: *17 ${words} while proxying upgraded connection, client: 10.0.0.7, server: link, request: "GET /link?id=mi8x2k1c-12 HTTP/1.1", upstream: "http://10.1.1.1:80/", host: "link"`;
  const by = (words: string) => readNginxLine(line(words))?.closedBy;
  assert.equal(by('upstream timed out (110: Connection timed out)'), 'self');
  assert.equal(by('client timed out (110: Connection timed out)'), 'self');
  assert.equal(by('upstream prematurely closed connection'), 'server-side');
  assert.equal(
    readNginxLine(line('upstream timed out (110: Connection timed out)'))?.ending,
    'upstream timed out',
  );
  assert.equal(readNginxLine(line('x'))?.endedAtMs, ENDED_AT_MS);
});

test('readHaproxyLine() reads both of its formats with their termination states', () => {
  const http =
    'Nov 22 01:00:42 lb haproxy[14389]: 10.0.1.2:33317 [22/Nov/2026:01:00:30.000] fe be/srv1 10/0/30/69/12000 101 2750 - - sD-- 1/1/1/1/0 0/0 "GET /link?id=mi8x2k1c-12 HTTP/1.1"';
  assert.deepEqual(readHaproxyLine(http), {
    id: 'mi8x2k1c-12',
    client: '10.0.1.2:33317',
    openedAtMs: ENDED_AT_MS - 12_000,
    endedAtMs: ENDED_AT_MS,
    closedBy: 'self',
    means: 'its timeout towards the server',
    ending: 'sD',
  });
  const tcp = (state: string) =>
    `10.0.1.2:33313 [22/Nov/2026:01:00:30.000] fnt bck/srv1 0/0/5007 212 ${state} 0/0/0/0/3 0/0`;
  const states = ['CD', 'SD', 'cD', '--', 'DK'].map(
    (state) => readHaproxyLine(tcp(state))?.closedBy,
  );
  assert.deepEqual(states, ['client-side', 'server-side', 'self', 'unknown', 'self']);
});

test('readNginxEvent() reads what happened to nginx itself, and no connection', () => {
  const at = (words: string) => readNginxEvent(`2026/11/22 01:00:42 [notice] 1#1: ${words}`);
  assert.deepEqual(at('reconfiguring'), {
    atMs: ENDED_AT_MS + 500,
    event: 'reload',
    label: 'reconfiguring',
  });
  assert.equal(at('worker process 29 exited on signal 9')?.event, 'kill');
  assert.equal(at('signal 15 (SIGTERM) received from 77, exiting')?.event, 'kill');
  assert.equal(at('signal 3 (SIGQUIT) received from 77, shutting down')?.event, 'shutdown');
  assert.equal(at('worker process 29 exited with code 0'), undefined);
  assert.equal(at('signal 17 (SIGCHLD) received from 29'), undefined);
});

test('no line, however long or strange, takes long to refuse', () => {
  const lines = [
    '"'.repeat(16_000),
    `1.1.1.1 - - [${'x'.repeat(15_000)}`,
    '1/'.repeat(8_000),
    `{${'['.repeat(15_000)}`,
    ' '.repeat(16_000),
    'a:1 ['.repeat(3_000),
  ];
  for (const line of lines) {
    assert.equal(readNginxLine(line), undefined);
    assert.equal(readHaproxyLine(line), undefined);
    assert.equal(readBackendLine(line), undefined);
  }
});

test('readLogTime() is NaN for what is no time', () => {
  assert.equal(readLogTime('22/Nov/2026:01:00:42'), ENDED_AT_MS);
  for (const text of ['', '22/Foo/2026:01:00:42', '22/Nov/2026'])
    assert.ok(Number.isNaN(readLogTime(text)));
});

test('tameWords() cuts what looks like a token, and no name of a pod or of a connection', () => {
  assert.equal(
    tameWords('bad eyJhbGciOiJIUzI1NiJ9.c2VjcmV0c2VjcmV0c2VjcmV0MQ'),
    'bad eyJh....c2Vj...',
  );
  for (const name of [
    'gateway-7d9f8b6c5d-x2x4z',
    '3mb2k3l9x-1234567',
    'idle-timeout',
    '[2001:db8::7]:40112',
  ])
    assert.equal(tameWords(name), name);
});
