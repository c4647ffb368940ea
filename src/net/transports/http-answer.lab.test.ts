import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Loopback } from '../testing/pair.ts';

const loopback = new Loopback();
const BOUNDED = { timeout: 60_000 };

afterEach(() => loopback.cleanUp());

test(
  'a status keeps the headers that say why, and the first line of the body',
  BOUNDED,
  async () => {
    const page =
      '<html>\r\n<head><style>h1 {}</style><title>403 Forbidden</title></head>\r\n<body></body></html>';
    const server = await loopback.listen({
      transport: 'ws',
      onUpgrade: (_request, socket) => {
        const headers = `Server: nginx\r\nRetry-After: 7\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: ${page.length}`;
        // The FIN right behind it must not hide it.
        socket.end(`HTTP/1.1 403 Forbidden\r\n${headers}\r\nConnection: close\r\n\r\n${page}`);
      },
    });
    const heard = loopback.dial({ transport: 'ws', port: server.port });
    assert.deepEqual((await heard.refused()).refusal, {
      phase: 'upgrade',
      code: '403',
      detail: 'Forbidden',
      http: {
        server: 'nginx',
        retryAfter: '7',
        authenticate: 'Basic realm="x"',
        body: '403 Forbidden',
      },
    });
    assert.deepEqual(await heard.kinds(), ['refused']);
  },
);

test('a body that never ends does not keep the refusal', BOUNDED, async () => {
  const server = await loopback.listen({
    transport: 'ws',
    onUpgrade: (_request, socket) =>
      socket.write('HTTP/1.1 500 Internal Server Error\r\nContent-Length: 9999\r\n\r\noops'),
  });
  const { refusal } = await loopback.dial({ transport: 'ws', port: server.port }).refused();
  assert.equal(refusal.code, '500');
  assert.deepEqual(refusal.http, { body: 'oops' });
});

test('a redirect keeps where it leads, without its query', BOUNDED, async () => {
  const server = await loopback.listen({
    transport: 'ws',
    onUpgrade: (_request, socket) =>
      socket.end(
        'HTTP/1.1 302 Found\r\nLocation: https://h/login?token=x\r\nContent-Length: 0\r\n\r\n',
      ),
  });
  const { refusal } = await loopback.dial({ transport: 'ws', port: server.port }).refused();
  assert.equal(refusal.detail, 'https://h/login?…');
  assert.equal(refusal.http?.location, 'https://h/login?…');
});

test('a reply that is no HTTP keeps its first bytes, printable', BOUNDED, async () => {
  const server = await loopback.listen({
    transport: 'ws',
    onRaw: (raw) => {
      raw.once('data', () => raw.end(Buffer.from([0x15, 3, 1, 0, 2, 2, 0x46])));
      return false;
    },
  });
  const { refusal } = await loopback.dial({ transport: 'ws', port: server.port }).refused();
  assert.equal(refusal.code, 'bad-reply');
  assert.equal(refusal.reply, '\\x15\\x03\\x01\\x00\\x02\\x02F');
});

test('a server that chooses HTTP/2 by ALPN is refused at TLS', BOUNDED, async () => {
  const server = await loopback.listen({ transport: 'wss', tls: { ALPNProtocols: ['h2'] } });
  const tls = { serverName: 'localhost', alpn: ['h2', 'http/1.1'], insecure: true };
  const heard = loopback.dial({ transport: 'wss', port: server.port, tls });
  assert.deepEqual((await heard.refused()).refusal, { phase: 'tls', code: 'alpn', detail: 'h2' });
});
