import assert from 'node:assert/strict';
import type net from 'node:net';
import { afterEach, test } from 'node:test';
import { Resolver } from './resolver.ts';
import { Loopback } from './testing/pair.ts';

const loopback = new Loopback();
const BOUNDED = { timeout: 60_000 };

afterEach(() => loopback.cleanUp());

for (const transport of ['tcp', 'tls', 'ws', 'wss'] as const) {
  test(`${transport}: a closed port is refused at connect`, BOUNDED, async () => {
    const server = await loopback.listen({ transport });
    await server.close();
    const heard = loopback.dial({ transport, port: server.port });
    assert.deepEqual(heard.events, []);
    const { refusal, peer } = await heard.refused();
    assert.deepEqual(refusal, { phase: 'connect', code: 'ECONNREFUSED' });
    assert.equal(peer, `127.0.0.1:${server.port}`);
    assert.deepEqual(await heard.kinds(), ['refused']);
  });

  test(`${transport}: destroy() while it opens is followed by no event`, BOUNDED, async () => {
    let accept: (raw: net.Socket) => void = () => undefined;
    const accepted = new Promise<net.Socket>((resolve) => {
      accept = resolve;
    });
    const onRaw = (raw: net.Socket): boolean => {
      accept(raw);
      return transport !== 'tcp';
    };
    // Whoever connects hears nothing: not of TLS, nor of the upgrade.
    const server = await loopback.listen({ transport, onRaw, onUpgrade: () => undefined });
    const heard = loopback.dial({ transport, port: server.port });
    heard.wire.say(0);
    heard.wire.close();
    const late = loopback.dial({ transport, port: server.port });
    const raw = await accepted;
    assert.equal(late.wire.peer, `127.0.0.1:${server.port}`);
    late.wire.destroy();
    raw.resume();
    assert.deepEqual(await heard.kinds(), []);
    assert.equal((await late.kinds()).includes('ended'), false);
  });
}

test('a name that is not found is refused at resolve', BOUNDED, async () => {
  const resolver = new Resolver({
    lookup: (_host, _options, answer) =>
      process.nextTick(answer, Object.assign(new Error(), { code: 'ENOTFOUND' }), []),
  });
  const heard = loopback.dial({ transport: 'tcp', port: 1, host: 'no.such.host', resolver });
  assert.deepEqual((await heard.refused()).refusal, { phase: 'resolve', code: 'ENOTFOUND' });
});

for (const transport of ['tcp', 'wss'] as const) {
  test(
    `${transport}: an IPv6 address is dialled and told in brackets`,
    BOUNDED,
    async (context) => {
      const ipv6 = await loopback.listen({ transport, host: '::1' }).catch(() => undefined);
      if (ipv6 === undefined) return context.skip('no IPv6 here');
      const { peer, localAddress } = await loopback
        .dial({ transport, host: '::1', port: ipv6.port })
        .opened();
      assert.deepEqual([peer, localAddress], [`[::1]:${ipv6.port}`, '::1']);
    },
  );
}
