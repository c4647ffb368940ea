import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Ending } from '../outcome/ending.ts';
import type { Address } from '../scenario/scenario.ts';
import { createIdentity } from './testing/certificate.ts';
import { type DialOptions, Heard } from './testing/heard.ts';
import { type LoopbackOptions, LoopbackServer, type Peer } from './testing/loopback-server.ts';

const identity = createIdentity('DNS:localhost', 'IP:127.0.0.1');
const trust = { serverName: 'localhost', ca: identity.cert, insecure: false };
const cleanups: (() => Promise<void> | void)[] = [];
const BOUNDED = { timeout: 5000 };

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

interface Pair {
  readonly heard: Heard;
  readonly peer: Peer;
}

/** A connection that is open on both sides. */
async function open(server: LoopbackOptions, client: Partial<DialOptions> = {}): Promise<Pair> {
  const accepted = deferred<Peer>();
  const loopback = await LoopbackServer.listen({ identity, onPeer: accepted.resolve, ...server });
  cleanups.push(() => loopback.close());
  const { transport } = server;
  const heard = new Heard({ transport, port: loopback.port, tls: trust, ...client });
  cleanups.push(() => heard.wire.destroy());
  const [peer] = await Promise.all([accepted.promise, heard.opened()]);
  return { heard, peer };
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

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
    const versions = transport === 'tls' || transport === 'wss' ? TLS_VERSIONS : [undefined];
    for (const version of versions) {
      test(`${transport}${version ?? ''}: reports ${name}`, BOUNDED, async () => {
        const tls =
          version === undefined ? {} : { tls: { minVersion: version, maxVersion: version } };
        const { heard, peer } = await open({ transport, ...tls });
        await heard.letTimePass(30);
        inflict(peer);
        assert.deepEqual((await heard.ended()).ending, ending);
        assert.deepEqual(await heard.kinds(), ['opened', 'ended']);
      });
    }
  }
}
