import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type net from 'node:net';
import { afterEach, test } from 'node:test';
import type { Refusal } from '../../outcome/ending.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import { Loopback } from '../testing/pair.ts';
import { acceptKeyOf } from './testing/frames.ts';

const loopback = new Loopback();
const BOUNDED = { timeout: 60_000 };

afterEach(() => loopback.cleanUp());

/** Answers an upgrade with these bytes and leaves the connection open. */
const UPGRADES: readonly (readonly [name: string, answer: string, refusal: Partial<Refusal>])[] = [
  [
    'a 503',
    'HTTP/1.1 503 No\u0007 endpoints\r\nContent-Length: 9\r\n\r\n',
    { code: '503', detail: 'No endpoints' },
  ],
  [
    'a 302',
    'HTTP/1.1 302 Found\r\nLocation: https://login.example/in?token=secret\r\n\r\n',
    { code: '302', detail: 'https://login.example/in?…' },
  ],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', { code: 'bad-reply' }],
  [
    'endless headers',
    `HTTP/1.1 101 Switching\r\n${'X-Filler: 0123456789abcdef\r\n'.repeat(2000)}`,
    { code: 'bad-reply' },
  ],
  [
    'a wrong accept key',
    'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: AAAA\r\n\r\n',
    { code: 'bad-reply', detail: 'Invalid Sec-WebSocket-Accept header' },
  ],
  [
    'another protocol',
    'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    { code: 'bad-reply', detail: 'Invalid Upgrade header' },
  ],
];

for (const [name, answer, refusal] of UPGRADES) {
  for (const transport of ['ws', 'wss'] as const) {
    test(
      `${transport}: ${name} at the upgrade is refused and the socket freed`,
      BOUNDED,
      async () => {
        const server = await loopback.listen({
          transport,
          onUpgrade: (_request, socket) => socket.write(answer, 'latin1'),
        });
        const heard = loopback.dial({ transport, port: server.port });
        const told = (await heard.refused()).refusal;
        assert.deepEqual(
          { ...told, detail: refusal.detail ?? told.detail },
          { ...told, phase: 'upgrade', ...refusal },
        );
        assert.deepEqual(told.detail, refusal.detail ?? told.detail);
        assert.deepEqual(await heard.kinds(), ['refused']);
        await waitUntil(() => server.openCount === 0);
      },
    );
  }
}

for (const [name, inflict, code] of [
  ['a FIN', (socket: net.Socket) => socket.end(), 'fin'],
  ['a reset', (socket: net.Socket) => socket.resetAndDestroy(), 'rst'],
] as const) {
  test(`ws: ${name} instead of a response is reported by its name`, BOUNDED, async () => {
    const { port } = await loopback.listen({
      transport: 'ws',
      onUpgrade: (_request, socket) => inflict(socket),
    });
    const { refusal } = await loopback.dial({ transport: 'ws', port }).refused();
    assert.deepEqual(refusal, { phase: 'upgrade', code });
  });
}

test('ws: the upgrade carries path, headers and subprotocols', BOUNDED, async () => {
  const server = http.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const upgrade = once(server, 'upgrade') as Promise<[http.IncomingMessage, net.Socket]>;
  loopback.dial({
    transport: 'ws',
    port,
    headers: { Authorization: 'Bearer x' },
    subprotocols: ['a', 'b'],
  });
  const [{ url, headers }, socket] = await upgrade;
  socket.destroy();
  server.close();
  assert.equal(url, '/soak?a=b');
  assert.equal(headers.authorization, 'Bearer x');
  assert.equal(headers['sec-websocket-protocol'], 'a,b');
  assert.equal(headers['sec-websocket-extensions'], undefined);
  assert.equal(headers.host, `127.0.0.1:${port}`);
});

for (const transport of ['ws', 'wss'] as const) {
  for (const [name, bytes, code] of [
    ['a Close frame', '880203e9', 1001],
    ['a Close frame without a code', '8800', 1005],
    ['a reserved opcode', '8300', 1002],
    ['text that is not UTF-8', '8101ff', 1007],
    ['a message over the limit', '827f0000000000010001', 1009],
  ] as const) {
    test(`${transport}: ${name} is answered with Close ${code}`, BOUNDED, async () => {
      const { heard, peer } = await loopback.open({ transport });
      const closed = once(peer.websocket!, 'close') as Promise<[code: number, reason: Buffer]>;
      peer.socket.write(Buffer.from(bytes, 'hex'));
      assert.equal((await closed)[0], code);
      await heard.ended();
    });
  }

  test(
    `${transport}: frames in the same packet as the answer to the upgrade are heard`,
    BOUNDED,
    async () => {
      const { port } = await loopback.listen({
        transport,
        onUpgrade: ({ headers }, socket) => {
          const accept = acceptKeyOf(headers['sec-websocket-key'] ?? '');
          const head = `HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
          socket.write(Buffer.concat([Buffer.from(head), Buffer.from('810161880203e9', 'hex')]));
        },
      });
      const heard = loopback.dial({ transport, port });
      assert.deepEqual((await heard.ended()).ending, {
        kind: 'close-frame',
        code: 1001,
        reason: '',
      });
      assert.deepEqual(await heard.kinds(), ['opened', 'ended']);
    },
  );
}
