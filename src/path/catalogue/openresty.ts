import { type CatalogueEntry, EVERY_CARRIAGE, NOTHING_RESETS, PAYLOAD_RESETS } from './entry.ts';

/** Kong and APISIX, gateways on OpenResty (nginx). */
export const OPENRESTY = [
  {
    id: 'kong-service-timeouts',
    hop: 'gateway',
    component: 'Kong',
    setting: 'service connect_timeout / write_timeout / read_timeout',
    configuredIn: [
      {
        where: 'Kong Service / KongIngress proxy section',
        key: 'connect_timeout, write_timeout, read_timeout (ms)',
      },
      {
        where: 'Service annotation (KIC)',
        key: 'konghq.com/connect-timeout, konghq.com/read-timeout, konghq.com/write-timeout (names not re-read)',
      },
    ],
    default: '60000 ms each',
    defaultMs: 60_000,
    range: '1 .. 2^31-2 ms',
    rangeMs: [1, 2_147_483_646],
    kind: 'idle-bidirectional',
    measures:
      'sets nginx upstream timeouts per request: read_timeout behaves as nginx-http-proxy-read-timeout for WebSockets',
    resetBy: { ...PAYLOAD_RESETS, note: 'client bytes: nginx rule' },
    endsAs: { tcp: 'FIN', tls: 'close_notify + FIN', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    verifiedNote: 'source (defaults) / nginx rule inherited',
    sources: ['github.com/Kong/kong@0af69f96 kong/db/schema/entities/services.lua'],
  },
  {
    id: 'apisix-timeouts',
    hop: 'gateway',
    component: 'Apache APISIX',
    setting: 'nginx_config.http/stream timeouts, worker_shutdown_timeout, event.worker_connections',
    configuredIn: [
      {
        where: 'config.yaml',
        key: 'nginx_config.worker_shutdown_timeout, nginx_config.event.worker_connections, nginx_config.http.send_timeout/keepalive_timeout/client_header_timeout',
      },
      { where: 'route/upstream', key: 'timeout: {connect, send, read}; enable_websocket: true' },
    ],
    default: '240s; 10620; send_timeout 10s; keepalive 60s; client_header 60s',
    defaultMs: 240_000,
    kind: 'drain-after-event',
    measures:
      'as nginx. send_timeout is 10 s here: a client that stops reading for 10 s under a pushing server is cut',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN', tls: 'reload: no close_notify', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'source (defaults) / route timeout default not re-read',
    sources: ['github.com/apache/apisix@000d12ef apisix/cli/config.lua'],
  },
] as const satisfies readonly CatalogueEntry[];
