import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { waitUntil } from '../../testing/wait-until.ts';
import { beatsOf } from '../testing/heard.ts';
import type { Peer } from '../testing/loopback-server.ts';
import { Loopback } from '../testing/pair.ts';
import { acceptKeyOf } from './testing/frames.ts';

const loopback = new Loopback();
const BOUNDED = { timeout: 60_000 };

afterEach(() => loopback.cleanUp());

/** What a server may put on the wire after an honest upgrade. */
const FRAMES: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['a flood of pings', Buffer.from('8900'.repeat(32_000), 'hex')],
  ['a frame of 2^40 bytes', Buffer.from('827f0000010000000000', 'hex')],
  ['a frame of 2^63 bytes', Buffer.from('827f8000000000000000', 'hex')],
  ['a message over 64 KiB', Buffer.from('827f0000000000010001', 'hex')],
  ['a masked frame', Buffer.from('828100000000ff', 'hex')],
  ['a compressed frame', Buffer.from('c20100', 'hex')],
  ['a reserved opcode', Buffer.from('8300', 'hex')],
  ['text that is not UTF-8', Buffer.from('8101ff', 'hex')],
  ['a ping of 200 bytes', Buffer.from(`897e00c8${'00'.repeat(200)}`, 'hex')],
  ['Close code 1006 on the wire', Buffer.from('880203ee', 'hex')],
  ['a message in crumbs', Buffer.from(`020100${'000100'.repeat(20_000)}`, 'hex')],
  ['a continuation of nothing', Buffer.from('8000', 'hex')],
];

for (const transport of ['ws', 'wss'] as const) {
  for (const [name, bytes] of FRAMES) {
    test(
      `${transport}: ${name} is a protocol error, and the socket is freed`,
      BOUNDED,
      async () => {
        let accept: (peer: Peer) => void = () => undefined;
        const accepted = new Promise<Peer>((resolve) => {
          accept = resolve;
        });
        const server = await loopback.listen({ transport, onPeer: accept });
        const heard = loopback.dial({ transport, port: server.port });
        const { socket } = await accepted;
        socket.write(bytes);
        assert.equal((await heard.ended()).ending.kind, 'protocol-error');
        assert.deepEqual(
          (await heard.kinds()).filter((kind) => kind !== 'received'),
          ['opened', 'ended'],
        );
        await waitUntil(() => server.openCount === 0);
      },
    );
  }

  test(
    `${transport}: a peer that asks for pongs and reads none is a protocol error`,
    BOUNDED,
    async () => {
      const { heard, peer } = await loopback.open({ transport });
      peer.socket.pause();
      peer.raw.pause();
      const pings = Buffer.from(`897d${'00'.repeat(125)}`.repeat(60), 'hex');
      const flood = (): void => {
        while (!peer.raw.destroyed && peer.socket.write(pings));
        if (!peer.raw.destroyed) peer.socket.once('drain', flood);
      };
      flood();
      const { ending } = await heard.ended();
      assert.deepEqual(ending, { kind: 'protocol-error', what: 'ping flood' });
    },
  );

  test(`${transport}: 60 pings in one read are answered`, BOUNDED, async () => {
    const { heard, peer } = await loopback.open({ transport });
    let pongs = 0;
    const answered = new Promise<void>((resolve) => {
      peer.websocket!.on('pong', () => {
        pongs += 1;
        if (pongs === 60) resolve();
      });
    });
    peer.socket.write(Buffer.from('8900'.repeat(60), 'hex'));
    await answered;
    assert.equal((await heard.kinds()).includes('ended'), false);
  });
}

test('ws: an echo larger than 64 KiB is allowed when the scenario sends one', BOUNDED, async () => {
  const beats = beatsOf({ say: { kind: 'message', sizeBytes: 1 << 20 }, expect: { kind: 'echo' } });
  const { heard, peer } = await loopback.open({ transport: 'ws' }, { traffic: { beats } });
  peer.websocket!.on('message', (data: Buffer) => peer.websocket!.send(data));
  heard.wire.say(0);
  await heard.answered(0);
});

test('ws: uninvited compression in the upgrade is a bad reply', BOUNDED, async () => {
  const { port } = await loopback.listen({
    transport: 'ws',
    onUpgrade: ({ headers }, socket) => {
      const accept = acceptKeyOf(headers['sec-websocket-key'] ?? '');
      socket.write(
        'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
          `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n`,
      );
    },
  });
  const { refusal } = await loopback.dial({ transport: 'ws', port }).refused();
  assert.deepEqual([refusal.phase, refusal.code], ['upgrade', 'bad-reply']);
});

test('tcp: a hello that never ends is payload after 512 bytes', BOUNDED, async () => {
  const { heard, peer } = await loopback.open({ transport: 'tcp' });
  peer.socket.write(`{"soak":1,${' '.repeat(100_000)}`);
  await waitUntil(() => heard.bytes >= 100_010);
  assert.equal((await heard.kinds()).includes('ended'), false);
});
