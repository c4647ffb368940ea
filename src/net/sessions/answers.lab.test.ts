import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Answer } from '../../scenario/scenario.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import { Loopback } from '../testing/pair.ts';

const loopback = new Loopback();
afterEach(() => loopback.cleanUp());

function answer(asked: string, said: string, isWhole: boolean): Answer {
  const say = { kind: 'bytes', hex: Buffer.from(said).toString('hex'), text: true } as const;
  return { hex: Buffer.from(asked).toString('hex'), isWhole, say };
}

test('a message is answered by the first line that it matches, and others are not', {
  timeout: 60_000,
}, async () => {
  const answers = [answer('2', '3', true), answer('ping', 'pong', false)];
  const traffic = { answers };
  const { heard, peer } = await loopback.open({ transport: 'ws' }, { traffic });
  const websocket = peer.websocket!;
  const said: string[] = [];
  websocket.on('message', (message) => said.push(String(message)));
  for (const message of ['42["2"]', '2', '{"op":"ping"}']) websocket.send(message);
  await waitUntil(() => said.length >= 2);
  assert.deepEqual(said, ['3', 'pong']);
  const replied = heard.events.some((event) => event.kind === 'received' && event.replied);
  assert.ok(replied, 'an answer counts as sent');
});

test('a peer that asks without end is cut off', { timeout: 60_000 }, async () => {
  const traffic = { answers: [answer('2', '3', true)] };
  const { heard, peer } = await loopback.open({ transport: 'ws' }, { traffic });
  for (let count = 0; count < 500; count += 1) peer.socket.write(Buffer.from([0x81, 1, 0x32]));
  peer.socket.write(Buffer.concat(new Array<Buffer>(500).fill(Buffer.from([0x81, 1, 0x32]))));
  assert.deepEqual((await heard.ended()).ending, { kind: 'protocol-error', what: 'ping flood' });
});
