import type net from 'node:net';

const kOwner = Symbol('owner');

/** One of the two sockets of a session. */
export type Leg = net.Socket & { readonly [kOwner]: LegOwner };

/** The owner of a leg, which receives its events. */
export interface LegOwner {
  onBytes(from: Leg, chunk: Buffer): void;
  onDrain(leg: Leg): void;
  onFin(from: Leg): void;
  onClosed(leg: Leg, hadError: boolean): void;
}

/**
 * Ties a socket to its owner, or hands it over to another one. The listeners are shared, so that a
 * session costs no closures.
 */
export function legOf(socket: net.Socket, owner: LegOwner): Leg {
  const known = kOwner in socket;
  const leg: Leg = Object.assign(socket, { [kOwner]: owner });
  if (known) return leg;
  leg.on('data', legOnData);
  leg.on('drain', legOnDrain);
  leg.on('end', legOnEnd);
  leg.on('error', ignoreError);
  leg.on('close', legOnClose);
  return leg;
}

export function setReading(socket: net.Socket, reads: boolean): void {
  if (reads === !socket.isPaused()) return;
  if (reads) socket.resume();
  else socket.pause();
}

/** Ignored: `close` follows with `hadError`, and that is where it is acted on. */
export function ignoreError(): void {}

function legOnData(this: Leg, chunk: Buffer): void {
  this[kOwner].onBytes(this, chunk);
}

function legOnDrain(this: Leg): void {
  this[kOwner].onDrain(this);
}

function legOnEnd(this: Leg): void {
  this[kOwner].onFin(this);
}

function legOnClose(this: Leg, hadError: boolean): void {
  this[kOwner].onClosed(this, hadError);
}
