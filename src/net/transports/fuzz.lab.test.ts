import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import fc from 'fast-check';
import { waitUntil } from '../../testing/wait-until.ts';
import { Loopback } from '../testing/pair.ts';

const SEED = 20_261_123;
const PEERS = 60;

const loopback = new Loopback();
afterEach(() => loopback.cleanUp());

/** Bytes that begin like a frame more often than chance would have it. */
const frames = fc.array(
  fc.tuple(
    fc.constantFrom(0x00, 0x01, 0x02, 0x81, 0x82, 0x83, 0x88, 0x89, 0x8a, 0xc1, 0xff),
    fc.integer({ min: 0, max: 255 }),
    fc.uint8Array({ maxLength: 300 }),
  ),
  { minLength: 1, maxLength: 6 },
);

const streams = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
  frames.map((parts) =>
    Buffer.concat(parts.map(([first, second, rest]) => Buffer.from([first, second, ...rest]))),
  ),
);

for (const transport of ['tcp', 'ws', 'wss'] as const) {
  test(`${transport}: ${PEERS} peers that say anything, then hang up: one end each (seed ${SEED})`, {
    timeout: 60_000,
  }, async () => {
    for (const bytes of fc.sample(streams, { seed: SEED, numRuns: PEERS })) {
      const server = await loopback.listen({
        transport,
        onPeer: ({ socket }) => void socket.end(bytes),
      });
      const heard = loopback.dial({ transport, port: server.port });
      const { ending } = await heard.ended();
      assert.ok(ending.kind !== 'local-close', bytes.toString('hex'));
      const kinds = await heard.kinds();
      assert.equal(kinds.filter((kind) => kind === 'ended').length, 1, bytes.toString('hex'));
      await waitUntil(() => server.openCount === 0);
      await loopback.cleanUp();
    }
  });
}
