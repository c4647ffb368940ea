import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitUntil } from '../../testing/wait-until.ts';
import { createAuthority } from '../certificates.ts';
import { Deadlines } from '../deadlines.ts';
import { type Client, dialTcp, dialTls, frame, upgrade } from '../lab-clients.test.ts';
import type { Address } from '../listener.ts';
import type { AccountRecord, EndedAccount } from './account.ts';
import { Backend, type BackendOptions, type ListenOptions } from './backend.ts';
import { readReply } from './replies.ts';

interface House {
  readonly backend: Backend;
  readonly accounts: AccountRecord[];
  readonly at: Address;
  connection(client: Client): Client;
  ended(): Promise<EndedAccount>;
}

async function withBackend(
  options: Partial<BackendOptions> & { readonly options?: Partial<ListenOptions> },
  act: (house: House) => Promise<void>,
): Promise<void> {
  const accounts: AccountRecord[] = [];
  const clients: Client[] = [];
  const deadlines = new Deadlines(100);
  const backend = new Backend({
    identity: 'test',
    deadlines,
    connectionsMax: 50,
    wallMs: () => 0,
    onAccount: (record) => accounts.push(record),
    ...options,
  });
  const { address } = await backend.listen({ transport: 'tcp', port: 0, ...options.options });
  const connection = (client: Client) => {
    clients.push(client);
    return client;
  };
  const ended = async () => {
    await waitUntil(() => accounts.some(({ type }) => type === 'ended'));
    const [record] = accounts.filter((account) => account.type === 'ended');
    assert.ok(record?.type === 'ended');
    return record;
  };
  try {
    await act({ backend, accounts, at: address, connection, ended });
  } finally {
    for (const client of clients) client.destroy();
    await backend.stop({ graceMs: 0 });
    deadlines.stop();
  }
}

/** Answers the Close frame of the backend, as a client must. */
async function goodbye(clients: readonly Client[]): Promise<void> {
  await Promise.all(
    clients.map(async (client) => {
      await client.until('\x88');
      client.stream.write(frame(8, '\x03\xe8'));
    }),
  );
}

async function endsPolitely(transport: 'tcp' | 'ws'): Promise<void> {
  const options = { transport, idleTimeoutMs: 250, maxAgeMs: 600 };
  await withBackend({ options }, async ({ at, connection, accounts }) => {
    const dial = async () => {
      const client = connection(await dialTcp(at));
      if (transport === 'ws') await upgrade(client, '/?id=c-7');
      return client;
    };
    const idle = await dial();
    const busy = await dial();
    const beat = setInterval(
      () => busy.stream.write(transport === 'ws' ? frame(9, '') : 'beat\n'),
      50,
    );
    if (transport === 'ws') await goodbye([idle, busy]);
    await Promise.all([idle.ended, busy.ended]);
    clearInterval(beat);
    await waitUntil(() => accounts.length === 4);
    const ends = accounts.filter((account) => account.type === 'ended');
    assert.deepEqual(
      ends.map(({ endedBy, ending }) => [endedBy, ending]),
      [
        ['backend', 'idle-timeout'],
        ['backend', 'max-age'],
      ],
    );
    assert.equal(ends[1]?.id, transport === 'ws' ? 'c-7' : 'beat');
    assert.ok(ends[1]!.ageMs >= 600, `${ends[1]!.ageMs} ms`);
    assert.ok(ends[1]!.bytesIn > 0 && ends[1]!.bytesOut > 0);
  });
}

test('TCP: idle-timeout and max-age end it politely, payload restarts only the first', () =>
  endsPolitely('tcp'));

test('WebSocket: idle-timeout and max-age end it politely, pings restart only the first', () =>
  endsPolitely('ws'));

test('the hello names the backend and its client; the account names the side that closed first', async () => {
  await withBackend({}, async ({ at, connection, ended, accounts }) => {
    const client = connection(await dialTcp(at));
    await client.until('\n');
    const hello: unknown = JSON.parse(client.received);
    const peer = `${client.raw.localAddress}:${client.raw.localPort}`;
    assert.deepEqual(hello, { soak: 1, backend: 'test', client: peer });
    client.stream.end('my-id\nmore');
    const { endedBy, ending, id, bytesIn } = await ended();
    assert.deepEqual(
      { endedBy, ending, id, bytesIn },
      { endedBy: 'client', ending: 'fin', id: 'my-id', bytesIn: 10 },
    );
    assert.equal(accounts[0]?.type, 'opened');
  });
});

test('a reset by the client is an rst in the account', async () => {
  await withBackend({}, async ({ at, connection, ended }) => {
    const client = connection(await dialTcp(at));
    await client.until('\n');
    client.raw.resetAndDestroy();
    const { endedBy, ending } = await ended();
    assert.deepEqual([endedBy, ending], ['client', 'rst']);
  });
});

test('a Close frame of the client is reported with its code', async () => {
  await withBackend({ options: { transport: 'ws' } }, async ({ at, connection, ended }) => {
    const client = await upgrade(connection(await dialTcp(at)));
    client.stream.write(frame(8, '\x0f\xa0'));
    await client.ended;
    const { endedBy, ending } = await ended();
    assert.deepEqual([endedBy, ending], ['client', 'close-frame 4000']);
  });
});

test('rules answer what they match, split or joined, and the rest is echoed', async () => {
  const replies = [readReply('PING\\n=PONG\\n')!, readReply('\\x01\\x02=\\x03')!];
  await withBackend({ hello: false, replies }, async ({ at, connection }) => {
    const client = connection(await dialTcp(at));
    client.stream.write('PING\nPING\n');
    await client.until('PONG\nPONG\n');
    client.stream.write('plain');
    await client.until('plain');
    client.stream.write('\x01');
    await client.until('\x01');
    client.stream.write('\x02');
    await client.until('\x03');
    assert.equal(client.received, 'PONG\nPONG\nplain\x01\x03');
  });
});

test('mute accepts and sends nothing, not even a pong; push sends unasked', async () => {
  await withBackend(
    { mute: true, pushEveryMs: 50, options: { transport: 'ws' } },
    async (house) => {
      const client = await upgrade(house.connection(await dialTcp(house.at)));
      const head = client.received;
      client.stream.write(frame(9, 'x'));
      client.stream.write(frame(1, 'y'));
      const proof = await upgrade(house.connection(await dialTcp(house.at)));
      assert.equal(client.received, head);
      proof.destroy();
    },
  );
  await withBackend({ pushEveryMs: 50 }, async ({ at, connection }) => {
    await connection(await dialTcp(at)).until('"push":3');
  });
});

test('tls and wss speak with a certificate of the authority', async () => {
  const authority = await createAuthority(Date.now());
  const secureContext = () => authority.secureContext(['example.test']);
  await withBackend(
    { secureContext, options: { transport: 'wss' } },
    async ({ at, connection }) => {
      const client = await upgrade(connection(await dialTls(at, { ca: authority.caPem })));
      client.stream.write(frame(1, 'hi'));
      await client.until('hi');
    },
  );
});

test('a client that never finishes its handshake is dropped in time', async () => {
  const secureContext = async () => (await createAuthority(Date.now())).secureContext([]);
  for (const transport of ['ws', 'tls', 'wss'] as const) {
    await withBackend(
      { enterWithinMs: 200, secureContext, options: { transport } },
      async (house) => {
        const client = house.connection(await dialTcp(house.at));
        const isHttp = transport === 'ws';
        if (isHttp) client.stream.write('GET / HTTP/1.1\r\nX: ');
        const drip = setInterval(() => isHttp && client.stream.write('a'), 20);
        const seen = await client.ended;
        clearInterval(drip);
        assert.ok(seen.afterMs > 190, `${transport} ${seen.afterMs} ms`);
      },
    );
  }
});

test('a message over 64 KiB ends in Close 1009', async () => {
  await withBackend({ options: { transport: 'ws' } }, async ({ at, connection, ended }) => {
    const client = await upgrade(connection(await dialTcp(at)));
    const head = Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]);
    client.stream.write(Buffer.concat([head, Buffer.alloc(131_072)]));
    await client.until('\x88\x02\x03\xf1');
    const { endedBy, ending } = await ended();
    assert.deepEqual([endedBy, ending], ['backend', 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH']);
  });
});

test('a client that floods and does not read is dropped, over TCP and over WebSocket', async () => {
  for (const transport of ['tcp', 'ws'] as const) {
    await withBackend({ stallMaxMs: 200, options: { transport } }, async (house) => {
      const client = house.connection(await dialTcp(house.at));
      if (transport === 'ws') await upgrade(client);
      client.stream.pause();
      const head = Buffer.from([0x82, 0xfe, 0xea, 0x60, 0, 0, 0, 0]);
      const message = Buffer.concat([head, Buffer.alloc(60_000)]);
      const flood = setInterval(() => client.stream.write(message), 1);
      const { ending } = await house.ended();
      clearInterval(flood);
      assert.equal(ending, transport === 'tcp' ? 'not-reading' : 'backlog');
    });
  }
});

test('connections over the limit are not let in', async () => {
  await withBackend({ connectionsMax: 2 }, async ({ at, connection, backend }) => {
    for (const client of [connection(await dialTcp(at)), connection(await dialTcp(at))]) {
      await client.until('\n');
    }
    await connection(await dialTcp(at)).ended;
    assert.equal(backend.counts().open, 2);
  });
});

test('a plain request is answered: 200 for /healthz, 426 otherwise', async () => {
  await withBackend({ options: { transport: 'ws' } }, async ({ at, connection }) => {
    for (const [path, status] of [
      ['/healthz', 200],
      ['/', 426],
    ] as const) {
      const client = connection(await dialTcp(at));
      client.stream.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      assert.match((await client.ended).received, new RegExp(`^HTTP/1.1 ${status} `));
    }
  });
});
