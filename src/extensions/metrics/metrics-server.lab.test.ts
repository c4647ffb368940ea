import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { MetricsServer } from './metrics-server.ts';

const ADDRESS = { host: '127.0.0.1', port: 0 };

interface Trial {
  readonly server: MetricsServer;
  readonly base: string;
  /** How often the text was made. */
  made(): number;
  passMs(ms: number): void;
}

async function withServer(act: (trial: Trial) => Promise<void>, text = 'soak_up 1\n') {
  let made = 0;
  let nowMs = 5_000;
  const shown = {
    contentType: 'text/plain; version=0.0.4',
    text: () => {
      made += 1;
      return text === '' ? Promise.reject(new Error('no text')) : Promise.resolve(text);
    },
  };
  const server = await MetricsServer.listen({ address: ADDRESS, shown, nowMs: () => nowMs });
  const base = `http://127.0.0.1:${server.address.port}`;
  const passMs = (ms: number) => {
    nowMs += ms;
  };
  try {
    await act({ server, base, made: () => made, passMs });
  } finally {
    await server.close();
  }
}

test('the text is served at /metrics, and made once a second however many ask', () =>
  withServer(async ({ base, made, passMs }) => {
    const all = await Promise.all(Array.from({ length: 10 }, () => fetch(`${base}/metrics?x=1`)));
    for (const response of all) {
      assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4');
      assert.equal(await response.text(), 'soak_up 1\n');
    }
    assert.equal(made(), 1);
    passMs(1_000);
    await (await fetch(`${base}/metrics`)).text();
    assert.equal(made(), 2);
  }));

test('other paths and methods are refused', () =>
  withServer(async ({ base, made }) => {
    assert.equal((await fetch(`${base}/`)).status, 404);
    assert.equal((await fetch(`${base}/metrics`, { method: 'POST', body: 'x' })).status, 405);
    assert.equal(made(), 0);
  }));

test('metrics that cannot be made cost a scrape and not the run', () =>
  withServer(async ({ base, made, passMs }) => {
    assert.equal((await fetch(`${base}/metrics`)).status, 500);
    passMs(1_000);
    assert.equal((await fetch(`${base}/metrics`)).status, 500);
    assert.equal(made(), 2);
  }, ''));

test('it closes at once, also under somebody who does not read', () =>
  withServer(async ({ server }) => {
    const idle = net.connect(server.address.port, '127.0.0.1');
    await once(idle, 'connect');
    idle.write('GET /metrics HTTP/1.1\r\nhost: x\r\n\r\n');
    idle.pause();
    const half = net.connect(server.address.port, '127.0.0.1');
    await once(half, 'connect');
    half.write('GET /met');
    for (const socket of [idle, half]) socket.on('error', () => 'a reset is as good as an end');
  }, 'x'.repeat(4e6)));

test('a port that is taken is an error that tells', () =>
  withServer(async ({ server }) => {
    const taken = { host: '127.0.0.1', port: server.address.port };
    const shown = { contentType: '', text: () => Promise.resolve('') };
    const second = MetricsServer.listen({ address: taken, shown, nowMs: () => 0 });
    await assert.rejects(second, { code: 'EADDRINUSE' });
  }));
