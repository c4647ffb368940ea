import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { Deadlines } from '../deadlines.ts';
import { type Client, dialTcp, limit, upgrade } from '../lab-clients.test.ts';
import type { Address } from '../listener.ts';
import { Ingress, type IngressListener } from './ingress.ts';

interface Facing {
  readonly ingress: Ingress;
  dial(): Promise<Client>;
}

async function withIngress(
  listener: Partial<IngressListener>,
  act: (facing: Facing) => Promise<void>,
): Promise<void> {
  const deadlines = new Deadlines(100);
  const host = '127.0.0.1';
  const ingress = new Ingress({
    id: 'ingress',
    host,
    deadlines,
    connectionsMax: 10,
    lazyMs: 0,
    requestWithinMs: 200,
  });
  const opened = await ingress.listen({ target: 'ws', tls: false, limits: [], ...listener }, 0);
  const clients: Client[] = [];
  const dial = async () => {
    const client = await dialTcp(opened.address);
    clients.push(client);
    return client;
  };
  try {
    await act({ ingress, dial });
  } finally {
    for (const client of clients) client.destroy();
    await ingress.stop();
    deadlines.stop();
  }
}

/** A backend that does this with what it accepts. */
async function withServer(
  onConnection: (socket: net.Socket) => void,
  act: (next: Address) => Promise<void>,
): Promise<void> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => sockets.delete(socket));
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  try {
    await act({ host: '127.0.0.1', port: address.port });
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  }
}

test('503 without a backend, 404 for a path that is not served', async () => {
  await withIngress({}, async ({ dial }) => {
    assert.match((await upgrade(await dial())).received, /^HTTP\/1\.1 503 /);
  });
  await withIngress({ paths: ['/soak'] }, async ({ dial }) => {
    assert.match((await upgrade(await dial(), '/other')).received, /^HTTP\/1\.1 404 /);
    assert.match((await upgrade(await dial(), '/soak/1')).received, /^HTTP\/1\.1 503 /);
  });
});

test('a head that drips in, or never comes, is cut off in time', async () => {
  await withIngress({}, async ({ dial }) => {
    const slow = await dial();
    const drip = setInterval(() => slow.stream.write('a'), 20);
    const seen = await Promise.all([slow.ended, (await dial()).ended]);
    clearInterval(drip);
    for (const { afterMs } of seen) assert.ok(afterMs > 190, `${afterMs} ms`);
  });
});

test('504 when the backend does not answer within proxy-read-timeout', async () => {
  await withServer(
    (socket) => socket.resume(),
    async (next) => {
      await withIngress({ next, limits: [limit({ afterMs: 200 })] }, async ({ dial }) => {
        const client = await upgrade(await dial());
        assert.match(client.received, /^HTTP\/1\.1 504 /);
        assert.equal((await client.ended).ending, 'fin');
      });
    },
  );
});

test('what the backend answers instead of 101 is passed on, nonsense is 502', async () => {
  const refusal = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno';
  for (const [answer, expected] of [
    [refusal, /^HTTP\/1\.1 403 Forbidden\r\n.*\r\n\r\nno$/s],
    ['SSH-2.0-x\r\n\r\n\r\n', /^HTTP\/1\.1 502 /],
    ['', /^HTTP\/1\.1 502 /],
  ] as const) {
    await withServer(
      (socket) => socket.end(answer),
      async (next) => {
        await withIngress({ next }, async ({ dial }) => {
          assert.match((await (await upgrade(await dial())).ended).received, expected);
        });
      },
    );
  }
});

test('what a client says before the 101 arrives behind it', async () => {
  await withServer(
    (socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
        socket.pipe(socket);
      });
    },
    async (next) => {
      await withIngress({ next }, async ({ dial, ingress }) => {
        const client = await dial();
        client.stream.write(
          'GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\nearly',
        );
        await client.until('early');
        assert.equal(ingress.counts().open, 1);
      });
    },
  );
});
