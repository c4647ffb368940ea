import type net from 'node:net';
import type { BackendConnection } from './backend-connection.ts';
import { NameLine } from './name-line.ts';
import { Answerer, type Reply } from './replies.ts';

const kConnection = Symbol('tcp connection');
type TcpStream = net.Socket & {
  readonly [kConnection]: BackendConnection;
  readonly answerer: Answerer;
  first: NameLine | undefined;
};

/** Serves a TCP or TLS client: what it sends is answered by rule or echoed, and FIN is answered by FIN. */
export function enterTcp(connection: BackendConnection, replies: readonly Reply[]): void {
  const answerer = new Answerer(replies);
  const stream: TcpStream = Object.assign(connection.stream, {
    [kConnection]: connection,
    answerer,
    first: new NameLine(),
  });
  stream.on('data', streamOnData);
  stream.on('drain', streamOnDrain);
  stream.on('end', streamOnEnd);
  connection.enter({
    send: (payload) => send(stream, payload),
    backlogBytes: () => stream.writableLength,
    close: () => stream.end(),
    setReading: (reads) => (reads ? stream.resume() : stream.pause()),
  });
}

function send(stream: TcpStream, payload: Buffer | string): void {
  if (stream.writable && !stream.write(payload)) stream[kConnection].setStalled(true);
}

function streamOnData(this: TcpStream, chunk: Buffer): void {
  const connection = this[kConnection];
  const payload = this.first === undefined ? chunk : this.first.take(chunk);
  if (payload === undefined) return;
  const name = this.first?.name ?? '';
  this.first = undefined;
  if (name !== '') connection.name(name);
  if (payload.length === 0) connection.heard(() => name);
  else if (connection.heard(() => payload.toString('latin1', 0, 64)))
    connection.say(this.answerer.answer(payload));
}

function streamOnDrain(this: TcpStream): void {
  this[kConnection].setStalled(false);
}

function streamOnEnd(this: TcpStream): void {
  this[kConnection].decide('client', 'fin');
  this.end();
}
