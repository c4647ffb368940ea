import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Resolver } from './resolver.ts';
import { Loopback } from './testing/pair.ts';

const loopback = new Loopback();
const BOUNDED = { timeout: 5000 };

afterEach(() => loopback.cleanUp());

for (const transport of ['tcp', 'tls', 'ws', 'wss'] as const) {
  test(`${transport}: a closed port is refused at connect`, BOUNDED, async () => {
    const server = await loopback.listen({ transport });
    await server.close();
    const heard = loopback.dial({ transport, port: server.port });
    assert.deepEqual(heard.events, []);
    const { refusal } = await heard.refused();
    assert.deepEqual(refusal, { phase: 'connect', code: 'ECONNREFUSED' });
    assert.deepEqual(await heard.kinds(), ['refused']);
  });

  test(`${transport}: destroy() while it opens is followed by no event`, BOUNDED, async () => {
    const accepted = new Promise<void>((resolve) => {
      void loopback
        .listen({
          transport,
          onRaw: () => {
            resolve();
            return false;
          },
        })
        .then(({ port }) => {
          const heard = loopback.dial({ transport, port });
          void accepted.then(() => heard.wire.destroy());
        });
    });
    await accepted;
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
