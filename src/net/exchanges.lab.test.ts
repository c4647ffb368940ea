import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, test } from 'node:test';
import type { Exchange } from '../scenario/scenario.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { messageBytes } from './prepared-message.ts';
import { beatsOf } from './testing/heard.ts';
import { Loopback } from './testing/pair.ts';

const loopback = new Loopback();
const BOUNDED = { timeout: 60_000 };
const HELLO = '{"soak":1,"backend":"pod-\\u001b[1m7","client":"127.0.0.1:1"}';

const NOTHING = { kind: 'nothing' } as const;
const NONE = { kind: 'none' } as const;
const ANY = { kind: 'any' } as const;
const ECHO = { kind: 'echo' } as const;
const message = (sizeBytes: number) => ({ kind: 'message', sizeBytes }) as const;
const bytes = (text: string) => ({
  kind: 'bytes' as const,
  hex: Buffer.from(text).toString('hex'),
  text: true,
});

afterEach(() => loopback.cleanUp());

type Said = Omit<Exchange, 'withinMs'>;

/** Traffic whose login is these exchanges. */
function login(...exchanges: readonly Said[]) {
  return { traffic: { onOpen: exchanges.map((exchange) => ({ ...exchange, withinMs: 1000 })) } };
}

function beats(...exchanges: readonly Said[]) {
  return { traffic: { beats: beatsOf(...exchanges) } };
}

for (const transport of ['tcp', 'tls'] as const) {
  test(`${transport}: an echo answers at its last byte, however it is cut`, BOUNDED, async () => {
    const said = { say: message(300), expect: ECHO };
    const { heard, peer } = await loopback.open({ transport }, beats(said));
    heard.wire.say(0);
    const [echo] = (await once(peer.socket, 'data')) as [Buffer];
    assert.deepEqual(echo, messageBytes(300));
    peer.socket.write(echo.subarray(0, 299));
    assert.equal((await heard.received()).answers, -1);
    peer.socket.write(echo.subarray(299));
    assert.equal((await heard.answered(0)).bytes, 1);
    assert.equal(heard.bytes, 300);
  });

  test(`${transport}: a wrong echo is an answer otherwise, with its bytes`, BOUNDED, async () => {
    const said = { say: message(8), expect: ECHO };
    const { heard, peer } = await loopback.open({ transport }, beats(said));
    heard.wire.say(0);
    await once(peer.socket, 'data');
    peer.socket.write('soak mAs');
    const { ending } = await heard.ended();
    assert.deepEqual(ending, { kind: 'other-reply', reply: 'soak mAs' });
  });

  test(`${transport}: other bytes and a FIN are an answer otherwise`, BOUNDED, async () => {
    const said = { say: bytes('PING\n'), expect: bytes('PONG') };
    const { heard, peer } = await loopback.open({ transport }, beats(said));
    heard.wire.say(0);
    await once(peer.socket, 'data');
    peer.socket.end('ERR unknown command\n');
    const { ending } = await heard.ended();
    assert.deepEqual(ending, { kind: 'other-reply', reply: 'ERR unknown command\\n' });
  });

  test(`${transport}: a FIN of a server that speaks by itself stays a FIN`, BOUNDED, async () => {
    const said = { say: bytes('PING\n'), expect: bytes('PONG') };
    const { heard, peer } = await loopback.open({ transport }, beats(said));
    peer.socket.write('news');
    await heard.received();
    heard.wire.say(0);
    await once(peer.socket, 'data');
    peer.socket.end('more news');
    assert.equal((await heard.ended()).ending.kind, 'fin');
  });

  test(`${transport}: each of several questions gets its own reply`, BOUNDED, async () => {
    const said = { say: bytes('PING\n'), expect: bytes('PONG') };
    const { heard, peer } = await loopback.open({ transport }, beats(said));
    for (let count = 0; count < 3; count += 1) heard.wire.say(0);
    await once(peer.socket, 'data');
    const answers = () =>
      heard.events.filter((event) => event.kind === 'received' && event.answers === 0).length;
    peer.socket.write('PO');
    await heard.received();
    peer.socket.write('NG');
    await waitUntil(() => answers() === 1);
    peer.socket.write('PONGPONG');
    await waitUntil(() => answers() === 3);
    peer.socket.write('PONG');
    await waitUntil(() => heard.bytes === 16);
    assert.equal(answers(), 3);
  });

  test(`${transport}: any bytes answer all questions that are open`, BOUNDED, async () => {
    const { heard, peer } = await loopback.open(
      { transport },
      beats({ say: bytes('PING\n'), expect: ANY }),
    );
    heard.wire.say(0);
    heard.wire.say(0);
    await once(peer.socket, 'data');
    peer.socket.write('yes');
    assert.equal((await heard.answered(0)).settles, 2);
  });

  test(`${transport}: a pattern is found over the cuts of chunks`, BOUNDED, async () => {
    const said = { say: bytes('PING\n'), expect: bytes('PONG') };
    const { heard, peer } = await loopback.open({ transport }, beats(said));
    heard.wire.say(0);
    await once(peer.socket, 'data');
    peer.socket.write('noise POPO');
    await heard.received();
    peer.socket.write('NG, more noise');
    assert.equal((await heard.answered(0)).answers, 0);
  });

  test(`${transport}: what arrived before the send is not a reply`, BOUNDED, async () => {
    const said = { say: bytes('PING'), expect: bytes('PONG') };
    const { heard, peer } = await loopback.open({ transport }, beats(said));
    peer.socket.write('PONG');
    await heard.received();
    heard.wire.say(0);
    await once(peer.socket, 'data');
    assert.deepEqual(await heard.kinds(), ['opened', 'received']);
  });

  test(`${transport}: two beats under way are both answered`, BOUNDED, async () => {
    const { heard, peer } = await loopback.open(
      { transport },
      beats({ say: message(40), expect: ECHO }, { say: bytes('PING'), expect: bytes('PONG') }),
    );
    heard.wire.say(0);
    heard.wire.say(1);
    await once(peer.socket, 'data');
    peer.socket.write(Buffer.concat([Buffer.from('PONG'), messageBytes(40)]));
    await Promise.all([heard.answered(0), heard.answered(1)]);
    assert.equal(heard.bytes, 44);
  });

  test(`${transport}: a hello names the backend and is not a reply`, BOUNDED, async () => {
    const said = { say: bytes('x'), expect: ANY };
    const { heard, peer } = await loopback.open({ transport }, beats(said));
    heard.wire.say(0);
    peer.socket.write(HELLO.slice(0, 20));
    await heard.received();
    peer.socket.write(`${HELLO.slice(20)}\nanswer`);
    const answer = await heard.answered(0);
    const told = heard.events.find((event) => event.kind === 'received' && event.backend);
    assert.equal(told?.kind === 'received' && told.backend, 'pod-[1m7');
    assert.equal(answer.answers, 0);
    assert.equal(heard.bytes, HELLO.length + 7);
  });

  test(`${transport}: what only begins like a hello is payload`, BOUNDED, async () => {
    const said = { say: NOTHING, expect: bytes('soak":1,x') };
    const { heard, peer } = await loopback.open({ transport }, login(said));
    heard.wire.say(0);
    peer.socket.write('{"soak":1,');
    await heard.received();
    peer.socket.write('x}\n');
    await heard.answered(0);
  });

  test(`${transport}: greetings that arrive before they are asked for count`, BOUNDED, async () => {
    const { heard, peer } = await loopback.open(
      { transport },
      login(
        { say: NOTHING, expect: bytes('220') },
        { say: NOTHING, expect: bytes('ready') },
        { say: bytes('LOGIN'), expect: bytes('ok') },
      ),
    );
    peer.socket.write('220 ready');
    await heard.received();
    heard.wire.say(0);
    heard.wire.say(1);
    heard.wire.say(2);
    await Promise.all([heard.answered(0), heard.answered(1), once(peer.socket, 'data')]);
    peer.socket.write('ok');
    await heard.answered(2);
    assert.equal(heard.bytes, 11);
  });
}

for (const transport of ['ws', 'wss'] as const) {
  test(`${transport}: a ping is answered by its pong only`, BOUNDED, async () => {
    const said = { say: { kind: 'ping' }, expect: { kind: 'pong' } } as const;
    const { heard, peer } = await loopback.open({ transport }, beats(said));
    peer.websocket!.pong('soak-9');
    peer.websocket!.pong('soak-0');
    await heard.received();
    heard.wire.say(0);
    assert.equal((await heard.answered(0)).bytes, 8);
  });

  test(`${transport}: a message and a ping under way are both answered`, BOUNDED, async () => {
    const { heard, peer } = await loopback.open(
      { transport },
      beats(
        { say: { kind: 'ping' }, expect: { kind: 'pong' } },
        { say: message(256), expect: ECHO },
      ),
    );
    peer.websocket!.on('message', (data: Buffer, isBinary) => {
      assert.equal(isBinary, false);
      peer.websocket!.send('a word of its own');
      peer.websocket!.send(data);
    });
    heard.wire.say(0);
    heard.wire.say(1);
    await Promise.all([heard.answered(0), heard.answered(1)]);
  });

  test(`${transport}: a wrong echo is an answer otherwise, with its bytes`, BOUNDED, async () => {
    const said = { say: message(256), expect: ECHO };
    const { heard, peer } = await loopback.open({ transport }, beats(said));
    peer.websocket!.on('message', (data: Buffer) => peer.websocket!.send(data.subarray(1)));
    peer.websocket!.on('message', (data: Buffer) => peer.websocket!.send(data.fill(0x20, 9)));
    heard.wire.say(0);
    const { ending } = await heard.ended();
    assert.equal(ending.kind, 'other-reply');
    assert.match(ending.kind === 'other-reply' ? ending.reply : '', /^soak mess {40,}…$/);
  });

  test(`${transport}: a pong answers its own ping and those before it`, BOUNDED, async () => {
    const ping = { say: { kind: 'ping' }, expect: { kind: 'pong' } } as const;
    const { heard, peer } = await loopback.open({ transport }, beats(ping));
    const raw = peer.websocket! as unknown as { _autoPong: boolean };
    raw._autoPong = false;
    const asked: Buffer[] = [];
    peer.websocket!.on('ping', (payload: Buffer) => asked.push(payload));
    for (let count = 0; count < 3; count += 1) heard.wire.say(0);
    await waitUntil(() => asked.length === 3);
    assert.equal(new Set(asked.map(String)).size, 3);
    peer.websocket!.pong(asked[1]);
    const answered = await heard.answered(0);
    assert.equal(answered.settles, 2);
    assert.equal(answered.isControl, true);
    peer.websocket!.pong(asked[1]);
    peer.websocket!.pong(asked[2]);
    const answers = () =>
      heard.events.filter((event) => event.kind === 'received' && event.answers === 0).length;
    await waitUntil(() => answers() === 2);
  });

  test(`${transport}: another message and a close are an answer otherwise`, BOUNDED, async () => {
    const said = { say: bytes('PING'), expect: bytes('PONG') };
    const { heard, peer } = await loopback.open({ transport }, beats(said));
    peer.websocket!.once('message', () => {
      peer.websocket!.send('{"error":"unauthorized"}');
      peer.websocket!.terminate();
    });
    heard.wire.say(0);
    const { ending } = await heard.ended();
    assert.deepEqual(ending, { kind: 'other-reply', reply: '{"error":"unauthorized"}' });
  });

  test(
    `${transport}: a ping from the server is answered and counts as replied`,
    BOUNDED,
    async () => {
      const { heard, peer } = await loopback.open({ transport });
      peer.websocket!.ping('are you there');
      const [payload] = (await once(peer.websocket!, 'pong')) as [Buffer];
      assert.equal(payload.toString(), 'are you there');
      const received = await heard.received();
      assert.equal(received.replied, true);
      assert.equal(received.bytes, 15);
    },
  );

  test(`${transport}: a hello names the backend and is not a reply`, BOUNDED, async () => {
    const { heard, peer } = await loopback.open(
      { transport, onPeer: ({ websocket }) => websocket!.send(HELLO) },
      login({ say: NOTHING, expect: ANY }, { say: bytes('hi'), expect: NONE }),
    );
    const { backend, answers } = await heard.received();
    assert.deepEqual({ backend, answers }, { backend: 'pod-[1m7', answers: -1 });
    heard.wire.say(0);
    assert.deepEqual(await heard.kinds(), ['opened', 'received']);
    peer.websocket!.send('anything');
    assert.equal((await heard.answered(0)).backend, undefined);
  });

  test(`${transport}: bytes go out as text or binary, as the scenario says`, BOUNDED, async () => {
    const { heard, peer } = await loopback.open(
      { transport },
      beats(
        { say: bytes('text'), expect: NONE },
        { say: { ...bytes('bin'), text: false }, expect: NONE },
      ),
    );
    const seen: string[] = [];
    peer.websocket!.on('message', (data: Buffer, isBinary) => seen.push(`${data} ${isBinary}`));
    heard.wire.say(0);
    heard.wire.say(1);
    await waitUntil(() => seen.length === 2);
    assert.deepEqual(seen, ['text false', 'bin true']);
  });
}

test('say() returns the time of the send, and opened reports the addresses', BOUNDED, async () => {
  const { heard, peer } = await loopback.open({ transport: 'wss' }, { host: 'localhost' });
  const { atMs, tookMs, localPort, localAddress, peer: address, slot, id } = await heard.opened();
  assert.equal(localPort, peer.raw.remotePort);
  assert.equal(`${localAddress} ${address}`, `127.0.0.1 127.0.0.1:${peer.raw.localPort}`);
  assert.deepEqual([slot, id], [3, 7]);
  assert.ok(tookMs.every((ms) => ms >= 0));
  assert.ok(tookMs.reduce((sum, ms) => sum + ms) <= atMs);
});

test('tcp: backlogBytes is what a peer that does not read leaves us with', BOUNDED, async () => {
  const said = { say: message(4 << 20), expect: NONE };
  const { heard } = await loopback.open({ transport: 'tcp' }, beats(said));
  assert.equal(heard.wire.backlogBytes, 0);
  for (let count = 0; count < 8; count += 1) heard.wire.say(0);
  assert.ok(heard.wire.backlogBytes > 0);
  heard.wire.close();
  assert.deepEqual(await heard.kinds(), ['opened']);
});
