import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import { Agent } from 'undici';
import { deliver } from './deliver.ts';

interface Heard {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly body: string;
}

type Answer = number | readonly [status: number, headers: Record<string, string>] | 'hang';

interface Trial {
  readonly why: string | undefined;
  readonly heard: readonly Heard[];
  readonly pausesMs: readonly number[];
}

/** Delivers to a server that gives these answers, one after the other, the last one for ever. */
async function delivered(answers: readonly Answer[], { patienceMs = 10_000 } = {}): Promise<Trial> {
  const heard: Heard[] = [];
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method, url, headers } = request;
    heard.push({ method, url, token: headers.authorization, body });
    const answer = answers[Math.min(heard.length, answers.length) - 1]!;
    if (answer === 'hang') return;
    const [status, extra] = typeof answer === 'number' ? [answer, {}] : answer;
    response.writeHead(status, extra).end('an answer that nobody reads');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pausesMs: number[] = [];
  const pause = (ms: number) => Promise.resolve(void pausesMs.push(ms));
  const dispatcher = new Agent();
  const url = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/hook`;
  const headers = { authorization: 'Bearer me' };
  try {
    const delivery = { method: 'POST', url, headers, body: '{"text":"é"}' } as const;
    const why = await deliver(delivery, { dispatcher, pause, patienceMs });
    return { why, heard, pausesMs };
  } finally {
    await dispatcher.destroy();
    server.close();
    server.closeAllConnections();
  }
}

test('what arrives is sent once, with its headers and body', async () => {
  const { why, heard, pausesMs } = await delivered([204]);
  assert.equal(why, undefined);
  const expected = { method: 'POST', url: '/hook', token: 'Bearer me', body: '{"text":"é"}' };
  assert.deepEqual(heard, [expected]);
  assert.deepEqual(pausesMs, []);
});

test('a server that fails once is asked again', async () => {
  const { why, heard, pausesMs } = await delivered([500, 200]);
  assert.equal(why, undefined);
  assert.equal(heard.length, 2);
  assert.deepEqual(pausesMs, [1_000]);
});

test('a server that fails always is asked four times, longer and longer apart', async () => {
  const { why, heard, pausesMs } = await delivered([503]);
  assert.equal(why, 'HTTP 503, 4 times');
  assert.equal(heard.length, 4);
  assert.deepEqual(pausesMs, [1_000, 2_000, 4_000]);
});

test('a server that says when to come again is believed, within bounds', async () => {
  const { pausesMs } = await delivered([
    [429, { 'retry-after': '3' }],
    [429, { 'retry-after': '86400' }],
    [429, { 'retry-after': 'Mon, 23 Nov 2026 09:00:00 GMT' }],
    200,
  ]);
  assert.deepEqual(pausesMs, [3_000, 10_000, 4_000]);
});

for (const status of [400, 401, 404, 302]) {
  test(`HTTP ${status} is final: it is told, and not followed`, async () => {
    const { why, heard } = await delivered([[status, { location: '/elsewhere' }]]);
    assert.equal(why, `HTTP ${status}`);
    assert.equal(heard.length, 1);
  });
}

test('a server that never answers is given up', async () => {
  const { why, heard } = await delivered(['hang'], { patienceMs: 50 });
  assert.equal(why, 'no answer within 0.05 s, 4 times');
  assert.ok(heard.length <= 4);
});

test('a port where nobody listens is told by its code', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  const dispatcher = new Agent();
  const url = `http://127.0.0.1:${port}/secret-path`;
  const pause = () => Promise.resolve();
  const delivery = { method: 'PUT', url, headers: {}, body: '' } as const;
  assert.equal(await deliver(delivery, { dispatcher, pause }), 'ECONNREFUSED, 4 times');
  await dispatcher.destroy();
});
