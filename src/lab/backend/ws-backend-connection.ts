import type { IncomingMessage } from 'node:http';
import type WebSocket from 'ws';
import type { BackendConnection } from './backend-connection.ts';

const NO_CLOSE_FRAME = 1006;
const connections = new WeakMap<WebSocket, BackendConnection>();

/** Serves a WebSocket client: messages are echoed and pings answered, as long as it reads. */
export function enterWs(
  connection: BackendConnection,
  { ws, request }: { readonly ws: WebSocket; readonly request: IncomingMessage },
): void {
  connections.set(ws, connection);
  connection.name(idOf(request));
  ws.on('message', clientOnMessage);
  ws.on('ping', clientOnPing);
  ws.on('pong', clientOnPong);
  ws.on('error', clientOnError);
  ws.on('close', clientOnClose);
  connection.enter({
    send: (payload) => ws.send(typeof payload === 'string' ? payload.trimEnd() : payload),
    backlogBytes: () => ws.bufferedAmount,
    close: (code, reason) => ws.close(code, reason),
    setReading: (reads) => (reads ? ws.resume() : ws.pause()),
  });
}

function idOf(request: IncomingMessage): string {
  const query = (request.url ?? '').split('?', 2)[1] ?? '';
  return new URLSearchParams(query).get('id') ?? '';
}

function clientOnMessage(this: WebSocket, message: WebSocket.RawData, isBinary: boolean): void {
  const connection = connections.get(this);
  if (connection?.heard(nameless) !== true) return;
  this.send(message, { binary: isBinary });
  connection.checkBacklog();
}

function clientOnPing(this: WebSocket, payload: Buffer): void {
  const connection = connections.get(this);
  if (connection?.heard(nameless) !== true) return;
  this.pong(payload);
  connection.checkBacklog();
}

function clientOnPong(this: WebSocket): void {
  connections.get(this)?.heard(nameless);
}

/** A frame that is too large or not allowed: `ws` answers with a Close frame and hangs up. */
function clientOnError(this: WebSocket, error: Error & { readonly code?: string }): void {
  connections.get(this)?.decide('backend', error.code ?? 'protocol-error');
}

function clientOnClose(this: WebSocket, code: number): void {
  const connection = connections.get(this);
  if (code !== NO_CLOSE_FRAME) connection?.decide('client', `close-frame ${code}`);
  connection?.gone();
}

/** A WebSocket client names itself in the query; its messages are left alone. */
function nameless(): string {
  return '';
}
