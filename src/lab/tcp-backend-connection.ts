import type net from 'node:net';
import type { Guest } from './backend-connection.ts';
import { NameLine } from './name-line.ts';
import { Answerer, type Reply } from './replies.ts';

const kGuest = Symbol('tcp guest');
type TcpStream = net.Socket & {
  readonly [kGuest]: Guest;
  readonly answerer: Answerer;
  first: NameLine | undefined;
};

/** Lets a TCP or TLS client in: what it says is answered by rule or echoed, and FIN is answered by FIN. */
export function enterTcp(guest: Guest, replies: readonly Reply[]): void {
  const answerer = new Answerer(replies);
  const stream: TcpStream = Object.assign(guest.stream, {
    [kGuest]: guest,
    answerer,
    first: new NameLine(),
  });
  stream.on('data', streamOnData);
  stream.on('drain', streamOnDrain);
  stream.on('end', streamOnEnd);
  guest.enter({
    send: (payload) => send(stream, payload),
    backlogBytes: () => stream.writableLength,
    close: () => stream.end(),
    setReading: (reads) => (reads ? stream.resume() : stream.pause()),
  });
}

function send(stream: TcpStream, payload: Buffer | string): void {
  if (stream.writable && !stream.write(payload)) stream[kGuest].setStalled(true);
}

function streamOnData(this: TcpStream, chunk: Buffer): void {
  const guest = this[kGuest];
  const payload = this.first === undefined ? chunk : this.first.take(chunk);
  if (payload === undefined) return;
  const name = this.first?.name ?? '';
  this.first = undefined;
  if (name !== '') guest.name(name);
  if (payload.length === 0) guest.heard(() => name);
  else if (guest.heard(() => payload.toString('latin1', 0, 64)))
    guest.say(this.answerer.answer(payload));
}

function streamOnDrain(this: TcpStream): void {
  this[kGuest].setStalled(false);
}

function streamOnEnd(this: TcpStream): void {
  this[kGuest].decide('client', 'fin');
  this.end();
}
