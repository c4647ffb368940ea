import { createHash } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';

/** RFC 6455 section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** Longer than any deadline of the scenario. */
const DRIP_EVERY_MS = 50;

type Act = (socket: net.Socket, key: string) => void;

/** A WebSocket frame whose first byte is this. */
export function frame(first: number, payload: Buffer, second = payload.length): Buffer {
  return Buffer.concat([Buffer.from([first, second]), payload]);
}

/** The answer that accepts an upgrade. */
export function accepted(key: string): string {
  const accept = createHash('sha1')
    .update(key + GUID)
    .digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
}

/** Upgrades, and says this. */
function after(bytes: Buffer): Act {
  return (socket, key) => {
    socket.write(accepted(key));
    socket.write(bytes);
  };
}

function answer(text: string): Act {
  return (socket) => socket.end(text);
}

function drip(socket: net.Socket): void {
  socket.write('HTTP/1.1 101 Switching Protocols\r\n');
  const timer = setInterval(() => socket.write('X-Drip: drop\r\n'), DRIP_EVERY_MS);
  socket.on('close', () => clearInterval(timer));
}

/** What servers were seen to do to a client, by the path that is asked for. */
export const HOSTILITIES: Readonly<Record<string, Act>> = {
  never: () => {},
  drip,
  'no-http': answer('\u0000\u0001\u0002 hello\r\n\r\n'),
  status503: answer('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n'),
  status302: answer(
    'HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n',
  ),
  'wrong-accept': (socket) => socket.write(accepted('another key')),
  'endless-headers': (socket) =>
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${'X-More: and more\r\n'.repeat(60_000)}`),
  compression: (socket, key) =>
    socket.write(
      accepted(key).replace(/\r\n$/, 'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n'),
    ),
  'huge-frame': after(
    Buffer.concat([Buffer.from([0x82, 127]), Buffer.from('7fffffffffffffff', 'hex')]),
  ),
  'masked-frame': after(frame(0x82, Buffer.alloc(5), 0x81)),
  'bad-utf8': after(frame(0x81, Buffer.from([0xc3, 0x28]))),
  'reserved-opcode': after(frame(0x83, Buffer.alloc(1))),
  rsv1: after(frame(0xc1, Buffer.alloc(1))),
  'long-ping': after(Buffer.concat([Buffer.from([0x89, 126, 0, 200]), Buffer.alloc(200)])),
  'close-1006': after(frame(0x88, Buffer.from([0x03, 0xee]))),
};

/** A server on loopback that does all of it. */
export async function hostileServer(): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Whom we hurt may hang up on us at any time.
    socket.on('error', () => {});
    let request = '';
    const onData = (chunk: Buffer): void => {
      request += chunk.toString('latin1');
      if (!request.includes('\r\n\r\n')) return;
      socket.off('data', onData);
      socket.resume();
      const [, name = ''] = /^GET \/(\S*)/.exec(request) ?? [];
      const [, key = ''] = /Sec-WebSocket-Key: (\S+)/i.exec(request) ?? [];
      HOSTILITIES[name]?.(socket, key);
    };
    socket.on('data', onData);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
