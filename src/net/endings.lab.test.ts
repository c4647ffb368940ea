import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, test } from 'node:test';
import type { Ending } from '../outcome/ending.ts';
import { isSecure } from '../path/transport.ts';
import type { Address } from '../scenario/scenario.ts';
import { beatsOf } from './testing/heard.ts';
import type { Peer } from './testing/loopback-server.ts';
import { Loopback } from './testing/pair.ts';

const loopback = new Loopback();
const BOUNDED = { timeout: 60_000 };

afterEach(() => loopback.cleanUp());

interface Case {
  readonly name: string;
  readonly transports: readonly Address['transport'][];
  readonly inflict: (peer: Peer) => void;
  readonly ending: Ending;
}

const TLS_VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;
const SECURE = ['tls', 'wss'] as const;
const ALL = ['tcp', 'ws', ...SECURE] as const;

const CASES: readonly Case[] = [
  {
    name: 'a reset as rst',
    transports: ALL,
    inflict: ({ raw }) => raw.resetAndDestroy(),
    ending: { kind: 'rst' },
  },
  {
    name: 'a FIN as fin',
    transports: ['tcp', 'ws'],
    inflict: ({ raw }) => raw.end(),
    ending: { kind: 'fin' },
  },
  {
    name: 'a close_notify with a FIN as fin with closeNotify',
    transports: SECURE,
    inflict: ({ socket }) => socket.end(),
    ending: { kind: 'fin', closeNotify: true },
  },
  {
    name: 'a bare FIN under TLS as fin without closeNotify',
    transports: SECURE,
    inflict: ({ raw }) => raw.destroy(),
    ending: { kind: 'fin', closeNotify: false },
  },
  {
    name: 'a Close frame as close-frame with its code and reason',
    transports: ['ws', 'wss'],
    inflict: ({ websocket }) => websocket!.close(1001, 'going\u001b[31m away'),
    ending: { kind: 'close-frame', code: 1001, reason: 'going [31m away' },
  },
  {
    name: 'a Close frame without a code as 1005',
    transports: ['ws', 'wss'],
    inflict: ({ websocket }) => websocket!.close(),
    ending: { kind: 'close-frame', code: 1005, reason: '' },
  },
];

for (const { name, transports, inflict, ending } of CASES) {
  for (const transport of transports) {
    const versions = isSecure(transport) ? TLS_VERSIONS : [undefined];
    for (const version of versions) {
      test(`${transport}${version ?? ''}: reports ${name}`, BOUNDED, async () => {
        const tls =
          version === undefined ? {} : { tls: { minVersion: version, maxVersion: version } };
        const { heard, peer } = await loopback.open({ transport, ...tls });
        await heard.letTimePass(30);
        inflict(peer);
        assert.deepEqual((await heard.ended()).ending, ending);
        assert.deepEqual(await heard.kinds(), ['opened', 'ended']);
      });
    }
  }
}

test('tcp: data with a reset behind it is an end that may have been a reset', BOUNDED, async () => {
  const { heard, peer } = await loopback.open({ transport: 'tcp' });
  peer.raw.write('last words');
  peer.raw.resetAndDestroy();
  const { ending } = await heard.ended();
  // Which of the two libuv reports depends on the moment; both are true.
  if (ending.kind === 'fin') assert.deepEqual(ending, { kind: 'fin', maybeReset: true });
  else assert.deepEqual(ending, { kind: 'rst' });
});

for (const transport of SECURE) {
  test(
    `${transport}: a FIN in the same read as data leaves the close_notify undecidable`,
    BOUNDED,
    async () => {
      const { heard, peer } = await loopback.open({ transport });
      peer.websocket?.send('last words');
      if (peer.websocket === undefined) peer.socket.write('last words');
      peer.raw.destroy();
      const { ending } = await heard.ended();
      assert.deepEqual(ending, { kind: 'fin', closeNotify: 'undecidable' });
    },
  );
}

test(
  'tls 1.3: a client certificate that the server requires and does not get is an alert',
  BOUNDED,
  async () => {
    const wanting = { requestCert: true, rejectUnauthorized: true };
    const server = await loopback.listen({ transport: 'tls', tls: wanting });
    const heard = loopback.dial({ transport: 'tls', port: server.port });
    assert.deepEqual((await heard.ended()).ending, {
      kind: 'tls-alert',
      alert: 'certificate_required',
    });
  },
);

test('tls: bytes that are no TLS are a protocol error', BOUNDED, async () => {
  const { heard, peer } = await loopback.open({ transport: 'tls' });
  peer.raw.write('HTTP/1.1 400 Bad Request\r\n\r\n');
  assert.equal((await heard.ended()).ending.kind, 'protocol-error');
});

for (const transport of ALL) {
  test(
    `${transport}: a silent peer ends nothing, and destroy() is followed by no event`,
    BOUNDED,
    async () => {
      const { heard, peer } = await loopback.open({ transport });
      const end = once(peer.socket, 'end');
      peer.socket.resume();
      heard.wire.destroy();
      await end;
      assert.deepEqual(await heard.kinds(), ['opened']);
    },
  );

  test(
    `${transport}: close() says goodbye, frees the socket and is followed by no event`,
    BOUNDED,
    async () => {
      const { heard, peer } = await loopback.open({ transport });
      const closed = once(peer.raw, 'close');
      const farewell = peer.websocket === undefined ? undefined : once(peer.websocket, 'close');
      const end = once(peer.socket, 'end');
      peer.socket.resume();
      heard.wire.close();
      await end;
      peer.socket.end();
      await closed;
      assert.equal((await farewell)?.[0], farewell === undefined ? undefined : 1000);
      assert.deepEqual(await heard.kinds(), ['opened']);
    },
  );

  test(
    `${transport}: nothing may be done to a connection that has ended, and nothing happens`,
    BOUNDED,
    async () => {
      const beats = beatsOf({ say: { kind: 'message', sizeBytes: 10 }, expect: { kind: 'echo' } });
      const { heard, peer } = await loopback.open({ transport }, { traffic: { beats } });
      peer.raw.resetAndDestroy();
      await heard.ended();
      heard.wire.say(0);
      heard.wire.close();
      heard.wire.destroy();
      assert.equal(heard.wire.backlogBytes, 0);
      assert.deepEqual(await heard.kinds(), ['opened', 'ended']);
    },
  );
}
