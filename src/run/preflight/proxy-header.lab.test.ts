import assert from 'node:assert/strict';
import net from 'node:net';
import { afterEach, test } from 'node:test';
import { Loopback } from '../../net/testing/pair.ts';
import type { Exchange, Target } from '../../scenario/scenario.ts';
import type { Template } from '../../scenario/text/template.ts';
import { targetOf } from '../../testing/scenarios.ts';
import { wantsProxyHeader } from './proxy-header.ts';
import type { Rehearsed } from './trial-dial.ts';

const loopback = new Loopback();
const BOUNDED = { timeout: 60_000 };

afterEach(() => loopback.cleanUp());

const CUT_OFF: Rehearsed = {
  target: 't',
  refused: {
    type: 'refused',
    id: 0,
    atMs: 0,
    target: 0,
    member: 0,
    tookMs: 1,
    refusal: { phase: 'upgrade', code: 'fin' },
  },
};

function targetAt(transport: 'ws' | 'wss', port: number): Target {
  const address = { transport, host: '127.0.0.1', port, path: '/', headers: {}, subprotocols: [] };
  return targetOf({ hops: [] }, { address });
}

/** A listener that ends what does not begin with a PROXY header, and hands on what does. */
function behindHeader(raw: net.Socket, onHeader: (rest: Buffer) => void): false {
  raw.once('data', (bytes) => {
    const end = bytes.indexOf('\r\n');
    if (bytes.toString('latin1', 0, 6) !== 'PROXY ') raw.end();
    else onHeader(bytes.subarray(end + 2));
  });
  return false;
}

test('a ws listener behind a PROXY header is recognized', BOUNDED, async () => {
  const answer = (raw: net.Socket) => raw.end('HTTP/1.1 426 Upgrade Required\r\n\r\n');
  const { port } = await loopback.listen({
    transport: 'ws',
    onRaw: (raw) => behindHeader(raw, () => answer(raw)),
  });
  assert.equal(await wantsProxyHeader(targetAt('ws', port), CUT_OFF), true);
});

test('a wss listener behind a PROXY header is recognized by its handshake', BOUNDED, async () => {
  const inner = await loopback.listen({ transport: 'wss' });
  const { port } = await loopback.listen({
    transport: 'wss',
    onRaw: (raw) =>
      behindHeader(raw, (rest) => {
        const onward = net.connect(inner.port, '127.0.0.1');
        onward.on('error', () => raw.destroy());
        onward.write(rest);
        raw.pipe(onward).pipe(raw);
      }),
  });
  assert.equal(await wantsProxyHeader(targetAt('wss', port), CUT_OFF), true);
});

test('a listener that ends everything does not want a header', BOUNDED, async () => {
  const onRaw = (raw: net.Socket): false => {
    raw.once('data', () => raw.end());
    return false;
  };
  const { port } = await loopback.listen({ transport: 'ws', onRaw });
  assert.equal(await wantsProxyHeader(targetAt('ws', port), CUT_OFF), false);
});

test('a server that only complains about the header does not want it', BOUNDED, async () => {
  const { port } = await loopback.listen({ transport: 'ws' });
  assert.equal(await wantsProxyHeader(targetAt('ws', port), CUT_OFF), false);
});

test('a target that was not cut off is not dialled again', BOUNDED, async () => {
  const refused = { ...CUT_OFF.refused!, refusal: { phase: 'upgrade', code: '404' } as const };
  assert.equal(await wantsProxyHeader(targetAt('ws', 1), { ...CUT_OFF, refused }), undefined);
});

test('a first message that each connection fills in is not sent as it is written', async () => {
  const say = { kind: 'bytes', hex: '6869', text: true, template: {} as Template } as const;
  const hello: Exchange = { say, expect: { kind: 'any' }, withinMs: 1_000 };
  // Nothing listens there: it is not even dialled.
  const address = { transport: 'tcp', host: '127.0.0.1', port: 1 } as const;
  const traffic = { onOpen: [hello], beats: [] };
  const target = targetOf({ hops: [] }, { address, traffic });
  assert.equal(await wantsProxyHeader(target, CUT_OFF), undefined);
});
