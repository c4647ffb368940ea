// What holding a connection costs in Node with nothing around it. Told over its channel what to open.

import fs from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import WebSocket from 'ws';

const TICK_MS = 100;
const BEAT = Buffer.alloc(28, 'b');
const kIndex = Symbol('index');

let spec;
let secureContext;
const sockets = [];
const progress = { started: 0, open: 0, failed: 0, ended: 0 };
let endedFirstMs = 0;
let endedLastMs = 0;

process.on('message', (message) => {
  if (message.kind === 'open') begin(message.spec);
  if (message.kind === 'ended') process.send({ ...progress, endedFirstMs, endedLastMs });
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });

function begin(what) {
  spec = what;
  if (spec.ca !== undefined)
    secureContext = tls.createSecureContext({
      ca: fs.readFileSync(spec.ca),
      ecdhCurve: spec.groups ?? 'X25519:prime256v1',
    });
  dialMore();
}

function dialMore() {
  while (
    progress.started < spec.connections &&
    progress.started - progress.open - progress.failed < spec.inflight
  )
    dial(progress.started++);
}

function dial(index) {
  const port = spec.ports[index % spec.ports.length];
  switch (spec.kind) {
    case 'net':
      return streamOf(net.connect({ port, host: '127.0.0.1', noDelay: true }), index, 'connect');
    case 'tls':
    case 'framed':
      return streamOf(secured(port), index, 'secureConnect');
    case 'ws':
      return websocketOf(
        new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false }),
        index,
      );
    case 'wss': {
      const createConnection = () => secured(port);
      const options = { perMessageDeflate: false, createConnection };
      return websocketOf(new WebSocket(`ws://localhost:${port}/`, options), index);
    }
  }
}

function secured(port) {
  return tls.connect({ port, host: '127.0.0.1', servername: 'localhost', secureContext });
}

function streamOf(socket, index, event) {
  socket[kIndex] = index;
  sockets[index] = socket;
  socket.on(event, spec.kind === 'framed' ? framedOnReady : streamOnReady);
  socket.on('error', onError);
  socket.on('close', onClose);
}

function streamOnReady() {
  this.on('data', ignore);
  opened();
}

/** The least that can be called a WebSocket client: the upgrade, then frames by hand. */
function framedOnReady() {
  this.write(
    'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  this.on('data', framedOnData);
}

function framedOnData(chunk) {
  if (this[kIndex] === -1 || !chunk.includes('101 Switching')) return;
  this[kIndex] = -1;
  opened();
}

function websocketOf(websocket, index) {
  sockets[index] = websocket;
  websocket.on('open', opened);
  websocket.on('message', ignore);
  websocket.on('error', onError);
  websocket.on('close', onClose);
}

function ignore() {}

function onError() {}

function opened() {
  progress.open += 1;
  afterOne();
}

function onClose() {
  if (progress.open + progress.failed < spec.connections) {
    progress.failed += 1;
    afterOne();
    return;
  }
  progress.ended += 1;
  endedLastMs = performance.timeOrigin + performance.now();
  if (progress.ended === 1) endedFirstMs = endedLastMs;
}

function afterOne() {
  dialMore();
  if (progress.open + progress.failed < spec.connections) return;
  process.send({ ...progress });
  if (spec.beatMs > 0) startBeats();
}

/** A shared wheel: each connection speaks every `beatMs`, spread evenly over it. */
function startBeats() {
  const startMs = performance.now();
  let sent = 0;
  setInterval(() => {
    const due = Math.floor(((performance.now() - startMs) / spec.beatMs) * sockets.length);
    for (; sent < due; sent++) say(sockets[sent % sockets.length]);
  }, TICK_MS);
}

const FRAME = Buffer.concat([Buffer.from([0x82, 0x80 | BEAT.length, 0, 0, 0, 0]), BEAT]);

function say(socket) {
  if (spec.kind === 'ws' || spec.kind === 'wss') socket.send(BEAT, { binary: true });
  else socket.write(spec.kind === 'framed' ? FRAME : BEAT);
}
