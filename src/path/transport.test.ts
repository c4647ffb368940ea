import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  allowsSetting,
  isRaw,
  isSecure,
  isTransport,
  isWebSocket,
  TRANSPORT_KINDS,
  TRANSPORTS,
  WEBSOCKET_TRANSPORTS,
} from './transport.ts';

test('every transport has one framing', () => {
  for (const kind of TRANSPORT_KINDS) assert.notEqual(isRaw(kind), isWebSocket(kind));
  assert.deepEqual(WEBSOCKET_TRANSPORTS, TRANSPORT_KINDS.filter(isWebSocket));
});

test('what remains behind TLS is a transport of the same framing without TLS', () => {
  for (const kind of TRANSPORT_KINDS) {
    const { behindTls, framing } = TRANSPORTS[kind];
    assert.ok(isTransport(behindTls));
    assert.equal(isSecure(behindTls), false);
    assert.equal(TRANSPORTS[behindTls].framing, framing);
    if (!isSecure(kind)) assert.equal(behindTls, kind);
  }
});

test('soak serve has a port for each', () => {
  const ports = TRANSPORT_KINDS.map((kind) => TRANSPORTS[kind].servePort);
  assert.equal(new Set(ports).size, ports.length);
});

test('allowsSetting() gives TLS settings to secure transports and frames to WebSocket', () => {
  for (const kind of TRANSPORT_KINDS) {
    assert.equal(allowsSetting(kind, 'ca'), isSecure(kind));
    assert.equal(allowsSetting(kind, 'ping'), isWebSocket(kind));
  }
});
