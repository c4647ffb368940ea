import { once } from 'node:events';
import net from 'node:net';
import { accepted, frame } from './hostile-server.ts';

/** A Close reason has 123 bytes (RFC 6455 section 5.5), so a long token is cut there anyway. */
const REASON_BYTES_MAX = 123;

/** How a server may repeat a token that it was sent. */
export const ECHO_FORMS: Readonly<Record<string, (token: string) => string>> = {
  whole: (token) => token,
  front: (token) => token.slice(0, 14),
  back: (token) => token.slice(-14),
  middle: (token) => token.slice(5, 19),
  base64: (token) => Buffer.from(token).toString('base64'),
  shifted: (token) => Buffer.from(`user:${token}`).toString('base64url').slice(5, 35),
  percent: (token) => encodeURIComponent(token),
  everypercent: (token) => Buffer.from(token).toString('hex').replace(/../g, '%$&'),
  hex: (token) => Buffer.from(token).toString('hex'),
  json: (token) => JSON.stringify({ token }),
};

/** Where it may repeat it. */
export const ECHO_PLACES: Readonly<Record<string, (said: string, key: string) => Buffer>> = {
  close: (said, key) => {
    const reason = Buffer.from(`denied: ${said}`).subarray(0, REASON_BYTES_MAX);
    return upgraded(key, frame(0x88, Buffer.concat([Buffer.from([0x0f, 0xa1]), reason])));
  },
  status: (said) => Buffer.from(`HTTP/1.1 401 bad token ${said}\r\nContent-Length: 0\r\n\r\n`),
  location: (said) =>
    Buffer.from(`HTTP/1.1 302 Found\r\nLocation: /login/${said}/here\r\nContent-Length: 0\r\n\r\n`),
  body: (said) =>
    Buffer.from(
      `HTTP/1.1 403 Forbidden\r\nContent-Length: ${said.length}\r\nConnection: close\r\n\r\n${said}`,
    ),
  backend: (said, key) => {
    const hello = Buffer.from(JSON.stringify({ soak: 1, backend: `b ${said}`.slice(0, 60) }));
    const close = frame(0x88, Buffer.from([0x0f, 0xa0]));
    return upgraded(key, Buffer.concat([frame(0x81, hello), close]));
  },
  nohttp: (said) => Buffer.from(`${said}\r\n\r\n`),
};

function upgraded(key: string, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(accepted(key)), bytes]);
}

/** A server on loopback that repeats the credential of `Authorization`; `/PLACE/FORM` says where and how. */
export async function echoServer(): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // The client may hang up at any time.
    socket.on('error', () => {});
    let request = '';
    socket.on('data', (chunk) => {
      request += chunk.toString('latin1');
      if (!request.includes('\r\n\r\n')) return;
      const [, place = '', form = ''] = /^GET \/(\w+)\/(\w+)/.exec(request) ?? [];
      const [, key = ''] = /Sec-WebSocket-Key: (\S+)/i.exec(request) ?? [];
      const [, token = ''] = /Authorization: Bearer (.+)\r\n/i.exec(request) ?? [];
      const said = ECHO_FORMS[form]?.(token) ?? '';
      socket.end(ECHO_PLACES[place]?.(said, key) ?? '');
      request = '';
    });
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
