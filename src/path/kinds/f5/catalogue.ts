import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  PAYLOAD_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';

/** The newest source that was read: 2026-08-21, main after version 5. */
export const F5_SOURCE = 'https://github.com/nginx/kubernetes-ingress/blob/0eb3072d1';

/** F5 NGINX Ingress Controller. */
export const F5 = [
  {
    id: 'f5-nic-proxy-timeouts',
    hop: 'ingress',
    component: 'F5 NGINX Ingress Controller',
    setting: 'nginx.org/proxy-read-timeout, proxy-send-timeout, proxy-connect-timeout',
    configuredIn: [
      { where: 'Ingress annotation', key: 'nginx.org/proxy-read-timeout' },
      { where: 'Ingress annotation', key: 'nginx.org/proxy-send-timeout' },
      { where: 'Ingress annotation', key: 'nginx.org/proxy-connect-timeout' },
      { where: 'ConfigMap', key: 'proxy-read-timeout, proxy-send-timeout, proxy-connect-timeout' },
    ],
    default: '60s / 60s / 60s',
    defaultMs: 60_000,
    kind: 'idle-bidirectional',
    measures:
      'same nginx code; values are nginx time strings WITH unit (opposite of ingress-nginx)',
    resetBy: PAYLOAD_RESETS,
    endsAs: {
      tcp: 'FIN',
      tls: 'close_notify + FIN',
      ws: '1006',
      log: 'INFO, default error-log-level notice hides it',
    },
    appliesTo: UPGRADED,
    verified: 'source',
    verifiedNote: 'defaults in the source, annotation names in the documentation',
    sources: [
      'docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations',
      'github.com/nginx/kubernetes-ingress@003d5228 internal/configs/config_params.go NewDefaultConfigParams',
    ],
  },
  {
    id: 'f5-nic-websocket-services',
    hop: 'ingress',
    component: 'F5 NGINX Ingress Controller',
    setting: 'nginx.org/websocket-services',
    configuredIn: [{ where: 'Ingress annotation', key: 'nginx.org/websocket-services' }],
    default: 'none',
    defaultMs: null,
    kind: 'handshake',
    measures:
      'WebSocket is NOT on by default for Ingress resources: the service must be listed, otherwise the Upgrade header is not forwarded',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '400/426/200 from the backend instead of 101' },
    appliesTo: UPGRADED,
    verified: 'source',
    sources: [
      'github.com/nginx/kubernetes-ingress@0eb3072d internal/configs/version1/nginx.ingress.tmpl#L347',
    ],
  },
  {
    id: 'f5-nic-worker',
    hop: 'ingress',
    component: 'F5 NGINX Ingress Controller',
    setting: 'worker-connections, worker-shutdown-timeout',
    configuredIn: [
      {
        where: 'ConfigMap',
        key: 'worker-connections, worker-processes, worker-rlimit-nofile, worker-shutdown-timeout',
      },
    ],
    default: '1024; shutdown timeout unset = old workers wait for ever',
    defaultMs: null,
    kind: 'capacity',
    measures: '1024 per worker = about 512 WebSockets per worker by default',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '500/502 on handshakes' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: ['github.com/nginx/kubernetes-ingress@003d5228 internal/configs/config_params.go'],
  },
  {
    id: 'f5-nic-transport-server-timeout',
    hop: 'ingress',
    component: 'F5 NGINX Ingress Controller',
    setting: 'sessionParameters.timeout',
    configuredIn: [{ where: 'TransportServer spec', key: 'sessionParameters.timeout' }],
    default: '10m',
    defaultMs: 600_000,
    kind: 'idle-bidirectional',
    measures: 'proxy_timeout of the stream server',
    resetBy: PAYLOAD_RESETS,
    endsAs: { tcp: 'FIN to both sides', tls: 'passthrough: bare FIN' },
    appliesTo: ['tcp', 'wss-passthrough'],
    verified: 'source',
    sources: [
      'github.com/nginx/kubernetes-ingress@0eb3072d internal/configs/transportserver.go; internal/configs/version2/nginx.transportserver.tmpl#L49',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

export const f5Entry = entryFinder(F5);
