import assert from 'node:assert/strict';
import type net from 'node:net';
import { afterEach, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import type { Refusal } from '../../outcome/ending.ts';
import { createIdentity } from '../testing/certificate.ts';
import type { Peer } from '../testing/loopback-server.ts';
import { identity, Loopback } from '../testing/pair.ts';

const loopback = new Loopback();
const BOUNDED = { timeout: 60_000 };

afterEach(() => loopback.cleanUp());

const TLS_CASES: readonly {
  readonly name: string;
  readonly inflict: (raw: net.Socket) => void;
  readonly refusal: Refusal;
}[] = [
  { name: 'a FIN', inflict: (raw) => raw.end(), refusal: { phase: 'tls', code: 'fin' } },
  {
    name: 'a reset',
    inflict: (raw) => raw.resetAndDestroy(),
    refusal: { phase: 'tls', code: 'rst' },
  },
];

for (const { name, inflict, refusal } of TLS_CASES) {
  for (const transport of ['tls', 'wss'] as const) {
    test(
      `${transport}: ${name} instead of TLS is reported under its true name`,
      BOUNDED,
      async () => {
        const onRaw = (raw: net.Socket): boolean => {
          raw.once('data', () => inflict(raw));
          return false;
        };
        const { port } = await loopback.listen({ transport, onRaw });
        const heard = loopback.dial({ transport, port });
        assert.deepEqual((await heard.refused()).refusal, refusal);
        assert.deepEqual(await heard.kinds(), ['refused']);
      },
    );
  }
}

const CERTIFICATES = [
  [
    'no authority vouches for',
    { serverName: 'localhost', insecure: false },
    'DEPTH_ZERO_SELF_SIGNED_CERT',
  ],
  [
    'is for another name',
    { serverName: 'example.com', ca: identity.cert, insecure: false },
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
] as const;

for (const [name, tls, code] of CERTIFICATES) {
  test(`tls: a certificate that ${name} is refused, and taken when insecure`, BOUNDED, async () => {
    const { port } = await loopback.listen({ transport: 'tls' });
    const { refusal } = await loopback.dial({ transport: 'tls', port, tls }).refused();
    assert.deepEqual([refusal.phase, refusal.code], ['tls', code]);
    await loopback.dial({ transport: 'tls', port, tls: { ...tls, insecure: true } }).opened();
  });
}

test('tls: an address as the server name is verified and not sent as SNI', BOUNDED, async () => {
  const tls = { serverName: '127.0.0.1', ca: identity.cert, insecure: false };
  const { peer } = await loopback.open({ transport: 'tls' }, { tls });
  assert.equal('servername' in peer.socket && peer.socket.servername, false);
});

test('tls: a name is sent as SNI', BOUNDED, async () => {
  const tls = { serverName: 'localhost', ca: identity.cert, insecure: false };
  const { peer } = await loopback.open({ transport: 'tls' }, { tls });
  assert.equal('servername' in peer.socket && peer.socket.servername, 'localhost');
});

test('tls: a client certificate is shown', BOUNDED, async () => {
  const client = createIdentity('DNS:client');
  const wanting = { requestCert: true, rejectUnauthorized: true, ca: client.cert };
  const tls = {
    serverName: 'localhost',
    ca: identity.cert,
    certificate: client.cert,
    key: client.key,
    insecure: false,
  };
  const { heard } = await loopback.open({ transport: 'tls', tls: wanting }, { tls });
  assert.deepEqual(await heard.kinds(), ['opened']);
});

test('tls: a server that speaks something else has an OpenSSL code', BOUNDED, async () => {
  const { port } = await loopback.listen({
    transport: 'tcp',
    onPeer: ({ socket }) => socket.end('HTTP/1.1 400\r\n\r\n'),
  });
  const { refusal } = await loopback.dial({ transport: 'tls', port }).refused();
  assert.deepEqual([refusal.phase, refusal.code], ['tls', 'ERR_SSL_WRONG_VERSION_NUMBER']);
});

test('tls: a fatal alert in the handshake has an OpenSSL code', BOUNDED, async () => {
  const onRaw = (raw: net.Socket): boolean => {
    // Alert, TLS 1.2, 2 bytes: fatal, unrecognized_name (RFC 8446 section 6).
    raw.once('data', () => raw.end(Buffer.from('15030300020270', 'hex')));
    return false;
  };
  const { port } = await loopback.listen({ transport: 'tls', onRaw });
  const { refusal } = await loopback.dial({ transport: 'tls', port }).refused();
  assert.deepEqual([refusal.phase, refusal.code], ['tls', 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME']);
});

test('tls: a changed certificate shows on the next dial, and is reported', BOUNDED, async () => {
  const rotated = createIdentity('DNS:localhost');
  const shown = { ...identity };
  const { port } = await loopback.listen({ transport: 'tls', tls: shown });
  const told: string[] = [];
  const certificates = { onNote: (message: string) => told.push(message), endsAtMs: 0 };
  const tls = { serverName: 'localhost', ca: identity.cert + rotated.cert, insecure: false };
  const first = loopback.dial({ transport: 'tls', port, tls, certificates });
  await first.opened();
  await loopback.dial({ transport: 'tls', port, after: first }).opened();
  assert.deepEqual(told, []);
  Object.assign(shown, rotated);
  await loopback.dial({ transport: 'tls', port, after: first }).opened();
  assert.equal(told.length, 1);
  assert.match(told[0]!, /^test shows a different certificate: CN=soak test, until /);
});

test(
  'tls: a server that only speaks an older version than tls-min is refused',
  BOUNDED,
  async () => {
    const { port } = await loopback.listen({ transport: 'tls', tls: { maxVersion: 'TLSv1.2' } });
    const tls = { serverName: 'localhost', ca: identity.cert, insecure: false };
    await loopback
      .dial({ transport: 'tls', port, tls: { ...tls, versionMin: 'TLSv1.2' } })
      .opened();
    const wanting = { ...tls, versionMin: 'TLSv1.3' } as const;
    const { refusal } = await loopback.dial({ transport: 'tls', port, tls: wanting }).refused();
    assert.equal(refusal.phase, 'tls');
    assert.match(refusal.code, /PROTOCOL_VERSION/);
  },
);

for (const [offered, agreed] of [
  [['h3', 'soak/1'], 'soak/1'],
  [undefined, false],
] as const) {
  test(`tls: ALPN offers ${offered?.join(' and ') ?? 'nothing'}`, BOUNDED, async () => {
    const tls = { serverName: 'localhost', ca: identity.cert, insecure: false };
    const dial = { tls: offered === undefined ? tls : { ...tls, alpn: offered } };
    const server = { transport: 'tls', tls: { ALPNProtocols: ['soak/1'] } } as const;
    const { peer } = await loopback.open(server, dial);
    assert.equal('alpnProtocol' in peer.socket && peer.socket.alpnProtocol, agreed);
  });
}

for (const [version, resume, expected] of [
  ['TLSv1.2', true, true],
  ['TLSv1.3', true, true],
  ['TLSv1.3', false, false],
] as const) {
  const what = resume ? 'resumed' : 'begun anew';
  test(`tls: a session of ${version} is ${what} by the next dial`, BOUNDED, async () => {
    const peers: Peer[] = [];
    const ticketKeys = Buffer.alloc(48, 7);
    const { port } = await loopback.listen({
      transport: 'tls',
      tls: { maxVersion: version, ticketKeys },
      onPeer: (peer) => {
        peers.push(peer);
        peer.socket.write('hello');
      },
    });
    const tls = { serverName: 'localhost', ca: identity.cert, insecure: false, resume };
    const first = loopback.dial({ transport: 'tls', port, tls });
    // The ticket of TLS 1.3 comes after the handshake, before what the server says.
    await first.received();
    await loopback.dial({ transport: 'tls', port, after: first }).received();
    const isReused = (peers[1]!.socket as TLSSocket).isSessionReused();
    assert.equal(isReused, expected);
  });
}
