import type { HopKind } from '../hop-kind.ts';
import { limitFrom, limitIfConfigured } from './from-catalogue.ts';
import { pod } from './generic.ts';

/** Every pod ends with its grace period; what its own limits are depends on the server inside. */
const STOP = pod.limits.filter(({ key }) => key === 'termination-grace-period');

const POLITE = { effects: ['close-frame', 'fin', 'close-notify'] } as const;

/** ws for Node.js closes nothing by itself, and no timeout of Node's HTTP server outlives the upgrade. */
export const nodeWs: HopKind = {
  kind: 'node-ws',
  title: 'pods with a Node.js server on ws',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['node-'],
  limits: pod.limits,
};

export const socketio: HopKind = {
  kind: 'socketio',
  title: 'pods with a Socket.IO (engine.io) server',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['socketio-'],
  limits: [
    limitFrom('socketio-ping', {
      ...POLITE,
      key: 'ping-timeout',
      setting: 'pingInterval + pingTimeout',
      // Only the pong of the client counts, and the engine answers no ping of another protocol.
      resetBy: 'bytes-to-backend',
    }),
    ...STOP,
  ],
};

export const tomcat: HopKind = {
  kind: 'tomcat',
  title: 'pods with a Tomcat WebSocket server (Spring Boot)',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['tomcat-'],
  limits: [
    limitFrom('tomcat-ws', {
      ...POLITE,
      key: 'blocking-send-timeout',
      setting: 'BLOCKING_SEND_TIMEOUT',
      // Its background check runs every 10 s.
      lateMs: 11_000,
    }),
    limitIfConfigured('tomcat-ws', {
      ...POLITE,
      key: 'max-idle-timeout',
      setting: 'maxSessionIdleTimeout',
      startsAt: 'last-reset',
      lateMs: 11_000,
    }),
    ...STOP,
  ],
};

export const jetty: HopKind = {
  kind: 'jetty',
  title: 'pods with a Jetty WebSocket server',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['jetty-'],
  limits: [limitIfConfigured('jetty-ws-idle', { ...POLITE, key: 'idle-timeout' }), ...STOP],
};

export const netty: HopKind = {
  kind: 'netty',
  title: 'pods with a Netty or Reactor Netty server',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['netty-'],
  limits: [
    limitIfConfigured('netty-webflux', {
      ...POLITE,
      key: 'idle-timeout',
      setting: 'IdleStateHandler',
    }),
    ...STOP,
  ],
};

export const uvicorn: HopKind = {
  kind: 'uvicorn',
  title: 'pods with a Python server on uvicorn or websockets',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['gunicorn-'],
  limits: [
    limitFrom('gunicorn-uvicorn', {
      ...POLITE,
      key: 'ping-timeout',
      setting: 'ws_ping_interval + ws_ping_timeout',
      // 20 s between pings and 20 s for the pong.
      defaultMs: 40_000,
      resetBy: 'bytes-to-backend',
    }),
    ...STOP,
  ],
};

export const uwsgi: HopKind = {
  kind: 'uwsgi',
  title: 'pods with uWSGI',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['uwsgi'],
  limits: [
    limitIfConfigured('uwsgi', { ...POLITE, key: 'http-timeout', setting: 'http-timeout' }),
    ...STOP,
  ],
};

export const deno: HopKind = {
  kind: 'deno',
  title: 'pods with Deno.upgradeWebSocket',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['deno-'],
  limits: [
    limitFrom('deno-ws-idle', { ...POLITE, key: 'idle-timeout', resetBy: 'bytes-to-backend' }),
    ...STOP,
  ],
};

/** Go clears its deadlines when a connection is taken over for an upgrade. */
export const goHttp: HopKind = {
  kind: 'go-net-http',
  title: 'pods with a Go net/http server',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  catalogue: ['go-'],
  limits: pod.limits,
  inert: ['read-timeout', 'write-timeout', 'idle-timeout-http'],
};
