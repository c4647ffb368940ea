import crypto from 'node:crypto';
import http from 'node:http';
import net from 'node:net';

/**
 * A backend that closes half of its connections' streams on SIGUSR2 and goes on reading: TCP on 5150, WebSocket
 * on 5151. It answers everything with itself; a frame of WebSocket is unmasked and sent back, a ping as a pong.
 */
const open = new Set<net.Socket>();

/** RFC 6455 section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

function enter(socket: net.Socket): void {
  open.add(socket);
  socket.on('close', () => open.delete(socket));
  // A client that answers the half-close by force is no failure of this backend.
  socket.on('error', () => open.delete(socket));
}

net
  .createServer({ allowHalfOpen: true }, (socket) => {
    enter(socket);
    socket.on('data', (chunk) => {
      if (socket.writable) socket.write(chunk);
    });
  })
  .listen(5150);

http
  .createServer()
  .on('upgrade', ({ headers }, socket: net.Socket) => {
    enter(socket);
    const accept = crypto
      .createHash('sha1')
      .update(`${headers['sec-websocket-key']}${GUID}`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    // Only pings come here: masked, without payload or with less than 126 bytes, one per segment.
    socket.on('data', (frame: Buffer) => {
      if (socket.writable) socket.write(pongTo(frame));
    });
  })
  .listen(5151);

process.on('SIGUSR2', () => {
  for (const socket of open) socket.end();
});

function pongTo(frame: Buffer): Buffer {
  const length = frame[1]! & 0x7f;
  const mask = frame.subarray(2, 6);
  const payload = frame.subarray(6, 6 + length).map((byte, index) => byte ^ mask[index % 4]!);
  return Buffer.concat([Buffer.from([0x8a, length]), payload]);
}
