import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import { waitUntil } from '../../testing/wait-until.ts';
import { LiveServer } from './live-server.ts';

interface Watched {
  readonly server: LiveServer;
  readonly url: string;
}

async function withServer(use: (watched: Watched) => Promise<void>, host = '127.0.0.1') {
  const server = await LiveServer.listen({
    address: { host, port: 0 },
    page: '<h1>page</h1>',
    first: () => 'event: first\ndata: 1\n\n',
  });
  try {
    await use({ server, url: `http://127.0.0.1:${server.port}` });
  } finally {
    await server.close();
  }
}

/** Somebody who reads the stream until it ends. */
async function viewer(url: string, agent?: http.Agent) {
  const request = http.get(`${url}/events`, { agent: agent ?? new http.Agent() });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.setEncoding('utf8');
  let text = '';
  response.on('data', (chunk: string) => {
    text += chunk;
  });
  // Being cut off is an end as well.
  response.on('error', () => {});
  return { response, text: () => text, status: response.statusCode };
}

test('the page may load nothing from elsewhere, be framed by nobody and be kept by nobody', async () => {
  await withServer(async ({ url }) => {
    const { headers, status } = await fetch(url);
    assert.equal(status, 200);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; script-src 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal((await fetch(`${url}/../../etc/passwd`)).status, 404);
    assert.equal((await fetch(`${url}/uplot.js`)).status, 200);
    assert.equal((await fetch(url, { method: 'POST', body: 'x' })).status, 405);
  });
});

test('a request by another host name is refused', async () => {
  await withServer(async ({ server }) => {
    const request = http.get({ port: server.port, headers: { host: 'evil.example' } });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    assert.equal(response.statusCode, 403);
    response.resume();
  });
});

test('the token in the address becomes a cookie, and leaves the address', async () => {
  await withServer(async ({ server, url }) => {
    assert.equal((await fetch(url)).status, 401);
    const first = await fetch(`${url}/${server.query}`, { redirect: 'manual' });
    assert.equal(first.status, 302);
    assert.equal(first.headers.get('location'), '/');
    const [cookie = ''] = (first.headers.get('set-cookie') ?? '').split(';');
    assert.equal((await fetch(url, { headers: { cookie } })).status, 200);
  }, '0.0.0.0');
});

test('every viewer hears what is sent, and one too many is told so', async () => {
  await withServer(async ({ server, url }) => {
    const agent = new http.Agent({ maxSockets: 100 });
    const viewers = await Promise.all(Array.from({ length: 16 }, () => viewer(url, agent)));
    assert.equal(server.viewers.count, 16);
    assert.equal((await viewer(url, agent)).status, 503);
    const ended = viewers.map(({ response }) => once(response, 'end'));
    server.viewers.send('event: a\ndata: 2\n\n');
    await server.sayGoodbye('event: over\ndata: 3\n\n');
    await Promise.all(ended);
    for (const { text } of viewers) {
      assert.match(text(), /^retry: \d+\n\nevent: first\n.*\n\nevent: a\n.*\n\nevent: over\n/);
    }
    assert.equal(server.viewers.count, 0);
  });
});

test('a viewer that does not read is cut off, and holds nobody up', async () => {
  await withServer(async ({ server, url }) => {
    const lazy = net.connect(server.port, '127.0.0.1');
    lazy.on('error', () => {});
    lazy.pause();
    lazy.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const eager = await viewer(url);
    await waitUntil(() => server.viewers.count === 2);
    const much = `event: a\ndata: ${'x'.repeat(1_000_000)}\n\n`;
    // The kernel takes some megabytes for it, and then no more.
    for (let sent = 0; server.viewers.count > 1; sent += 1) {
      assert.ok(sent < 100, 'it was never cut off');
      const before = eager.text().length;
      server.viewers.send(much);
      await waitUntil(() => eager.text().length >= before + much.length);
    }
    assert.equal(server.viewers.count, 1);
    lazy.destroy();
  });
});

test('the last words wait for nobody for long', async () => {
  await withServer(async ({ server }) => {
    const lazy = net.connect(server.port, '127.0.0.1');
    lazy.on('error', () => {});
    lazy.pause();
    lazy.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await waitUntil(() => server.viewers.count === 1);
    await server.sayGoodbye('x'.repeat(50_000_000));
    lazy.destroy();
  });
});
