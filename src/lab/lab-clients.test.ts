import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';
import tls from 'node:tls';
import type { Hop, Limit, Path } from '../path/path.ts';
import { waitUntil } from '../testing/wait-until.ts';
import type { Address } from './listener.ts';

/** How a client saw its connection end. */
export interface Seen {
  readonly ending: 'fin' | 'rst' | 'closed' | string;
  readonly afterMs: number;
  /** Bytes on the wire between the last payload and the end: 24 or 31 are a close_notify. */
  readonly wireBytes: number;
  readonly received: string;
}

/** A client that only remembers. */
export class Client {
  readonly raw: net.Socket;
  readonly stream: net.Socket;
  readonly ended: Promise<Seen>;
  #received = '';
  #wireBytes = 0;
  readonly #openedMs = performance.now();

  constructor(raw: net.Socket, stream: net.Socket) {
    this.raw = raw;
    this.stream = stream;
    raw.on('error', () => {});
    stream.on('data', (chunk: Buffer) => {
      this.#received += chunk.toString('latin1');
      // Measured after the tick, when the record that carried the payload is counted as well.
      setImmediate(() => {
        this.#wireBytes = raw.bytesRead;
      });
    });
    this.ended = new Promise((resolve) => {
      const seen = (ending: string) =>
        resolve({
          ending,
          afterMs: performance.now() - this.#openedMs,
          wireBytes: raw.bytesRead - this.#wireBytes,
          received: this.#received,
        });
      stream.once('end', () => seen('fin'));
      stream.once('error', (error: NodeJS.ErrnoException) =>
        seen(error.code === 'ECONNRESET' ? 'rst' : String(error.code)),
      );
      stream.once('close', () => seen('closed'));
    });
  }

  get received(): string {
    return this.#received;
  }

  async until(text: string): Promise<void> {
    await waitUntil(() => this.#received.includes(text));
  }

  destroy(): void {
    this.stream.destroy();
    this.raw.destroy();
  }
}

export async function dialTcp({ host, port }: Address): Promise<Client> {
  const socket = net.connect({ host, port, noDelay: true });
  const client = new Client(socket, socket);
  await once(socket, 'connect');
  return client;
}

export async function dialTls(
  { host, port }: Address,
  { ca, maxVersion = 'TLSv1.3' }: { ca: string; maxVersion?: tls.SecureVersion },
): Promise<Client> {
  const raw = net.connect({ host, port, noDelay: true });
  const stream = tls.connect({ socket: raw, ca, servername: 'localhost', maxVersion });
  const client = new Client(raw, stream);
  await once(stream, 'secureConnect');
  return client;
}

/** Sends the request for an upgrade and waits for the head of the answer. */
export async function upgrade(client: Client, path = '/'): Promise<Client> {
  client.stream.write(
    `GET ${path} HTTP/1.1\r\nHost: lab\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  await client.until('\r\n\r\n');
  return client;
}

/** A client frame with a mask of zeros: 1 text, 8 close, 9 ping. */
export function frame(opcode: number, payload: string): Buffer {
  const body = Buffer.from(payload, 'latin1');
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | body.length, 0, 0, 0, 0]), body]);
}

export function limit(overrides: Partial<Limit>): Limit {
  return {
    setting: 'timeout',
    afterMs: 300,
    resetBy: 'bytes',
    startsAt: 'last-reset',
    effects: ['rst'],
    earlyMs: 0,
    lateMs: 50,
    verified: 'unverified',
    source: { kind: 'vendor-default', reference: 'this test' },
    ...overrides,
  };
}

const ROLES: Readonly<Record<string, Hop['role']>> = {
  slb: 'load-balancer',
  ingress: 'ingress',
  node: 'nat',
  pod: 'backend',
};

/** A path from a client over these hops; the id says the role. */
export function pathOf(hops: Readonly<Record<string, readonly Limit[]>>): Path {
  return {
    hops: [
      { id: 'client', kind: 'generator', role: 'client', limits: [] },
      ...Object.entries(hops).map(([id, limits]) => ({
        id,
        kind: 'custom',
        role: ROLES[id]!,
        limits,
      })),
    ],
  };
}

test('frame() writes a masked client frame', () => {
  assert.deepEqual([...frame(9, 'a')], [0x89, 0x81, 0, 0, 0, 0, 0x61]);
});
