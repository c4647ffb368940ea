import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  PAYLOAD_RESETS,
  REQUESTS_RESET,
  UPGRADED,
} from '../../catalogue/entry.ts';
import { INGRESS_NGINX_SOURCE } from '../../catalogue/sources.ts';
import { UPGRADED_ENDS } from '../nginx/http.ts';

/** Timeouts of open connections through ingress-nginx (retired; v1.15.1 is the last release). */
export const TIMEOUTS = [
  {
    id: 'ingress-nginx-proxy-read-timeout',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting: 'proxy-read-timeout',
    configuredIn: [
      { where: 'Ingress annotation', key: 'nginx.ingress.kubernetes.io/proxy-read-timeout' },
      { where: 'controller ConfigMap', key: 'proxy-read-timeout' },
    ],
    default: '60 (seconds)',
    defaultMs: 60_000,
    range:
      'plain integer string, no unit, no upper bound checked (strconv.Atoi; negative passes the parser)',
    kind: 'idle-bidirectional',
    measures:
      'renders proxy_read_timeout (and grpc_read_timeout) <n>s: see nginx-http-proxy-read-timeout',
    resetBy: PAYLOAD_RESETS,
    endsAs: UPGRADED_ENDS,
    appliesTo: UPGRADED,
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: [
      `${INGRESS_NGINX_SOURCE} internal/ingress/controller/config/config.go (ProxyReadTimeout: 60); internal/ingress/annotations/proxy/main.go; nginx.tmpl:1335`,
    ],
    notes:
      'Value with a unit ("3600s", "1h") or any non-integer: the controller logs a klog WARNING "validation error on ingress ns/name: annotation proxy-read-timeout contains invalid value 3600s" and silently uses the ConfigMap/global value (60). The Ingress is still accepted and served; the admission webhook does not reject it (proxy.Parse swallows the error; Validate() checks only risk level).',
  },
  {
    id: 'ingress-nginx-proxy-send-timeout',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting: 'proxy-send-timeout',
    configuredIn: [
      { where: 'Ingress annotation', key: 'nginx.ingress.kubernetes.io/proxy-send-timeout' },
      { where: 'controller ConfigMap', key: 'proxy-send-timeout' },
    ],
    default: '60 (seconds)',
    defaultMs: 60_000,
    range: 'plain integer string',
    kind: 'write-stall',
    measures: 'renders proxy_send_timeout <n>s: see nginx-http-proxy-send-timeout',
    resetBy: {
      clientBytes: 'partly',
      serverBytes: 'yes',
      tcpKeepalive: 'no',
      webSocketPing: 'partly',
      note: 'client bytes: only if accepted by the upstream socket; WebSocket ping: same as data',
    },
    endsAs: UPGRADED_ENDS,
    appliesTo: UPGRADED,
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: [
      `${INGRESS_NGINX_SOURCE} config.go (ProxySendTimeout: 60); annotations/proxy/main.go`,
    ],
  },
  {
    id: 'ingress-nginx-proxy-stream-timeout',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting: 'proxy-stream-timeout',
    configuredIn: [{ where: 'controller ConfigMap', key: 'proxy-stream-timeout' }],
    default: '600s',
    defaultMs: 600_000,
    range: 'nginx time string with unit',
    kind: 'idle-bidirectional',
    measures:
      'proxy_timeout for every port of --tcp-services-configmap / --udp-services-configmap; global only, no annotation',
    resetBy: PAYLOAD_RESETS,
    endsAs: { tcp: 'FIN', tls: 'bare FIN (passthrough)', ws: '1006', log: 'INFO level' },
    appliesTo: ['tcp', 'ws', 'wss-passthrough'],
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: [`${INGRESS_NGINX_SOURCE} config.go (ProxyStreamTimeout: "600s"); nginx.tmpl:787`],
  },
  {
    id: 'ingress-nginx-keep-alive',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting: 'keep-alive, keep-alive-requests',
    configuredIn: [
      { where: 'controller ConfigMap', key: 'keep-alive' },
      { where: 'controller ConfigMap', key: 'keep-alive-requests' },
    ],
    default: '75 / 1000',
    defaultMs: 75_000,
    kind: 'idle-directional',
    measures:
      'client HTTP keep-alive; no effect on an open WebSocket, relevant to the time between connect+TLS and the upgrade request and to HTTP polling fall-backs',
    resetBy: REQUESTS_RESET,
    endsAs: { tcp: 'FIN' },
    appliesTo: ['http-keepalive'],
    verified: 'source',
    sources: [`${INGRESS_NGINX_SOURCE} config.go; nginx.tmpl:263-264`],
  },
  {
    id: 'ingress-nginx-upstream-keepalive',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting: 'upstream-keepalive-connections/-time/-timeout/-requests',
    configuredIn: [
      { where: 'controller ConfigMap', key: 'upstream-keepalive-connections' },
      { where: 'controller ConfigMap', key: 'upstream-keepalive-time' },
      { where: 'controller ConfigMap', key: 'upstream-keepalive-timeout' },
      { where: 'controller ConfigMap', key: 'upstream-keepalive-requests' },
    ],
    default: '320 / 1h / 60 / 10000',
    defaultMs: 60_000,
    kind: 'idle-directional',
    measures:
      'cached idle connections to pods; an upgraded connection is never returned to the cache',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'n/a to clients' },
    appliesTo: ['http-keepalive'],
    verified: 'source',
    sources: [`${INGRESS_NGINX_SOURCE} config.go; nginx.tmpl:534-538`],
  },
  {
    id: 'ingress-nginx-worker-shutdown-timeout',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting: 'worker-shutdown-timeout',
    configuredIn: [{ where: 'controller ConfigMap', key: 'worker-shutdown-timeout' }],
    default: '240s',
    defaultMs: 240_000,
    range: 'nginx time string',
    kind: 'drain-after-event',
    measures:
      'every configuration reload (and pod shutdown) gives existing WebSocket and TCP-stream connections this long, then cuts all of them at once; activity does not help',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tcp: 'FIN',
      tls: 'FIN without close_notify',
      ws: '1006',
      log: 'nginx notice "gracefully shutting down" + k8s event RELOAD on the controller pod; nothing per http connection',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: [
      `${INGRESS_NGINX_SOURCE} config.go (WorkerShutdownTimeout: "240s"); nginx.tmpl:47; docs/user-guide/nginx-configuration/configmap.md`,
      'measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18)',
    ],
    notes:
      'With a 10800 s read timeout the effective maximum age of a connection is "next reload + 240 s". Reload triggers (source): any change of the rendered model other than backends/endpoints, L4 endpoints and certificates (pkg/util/ingress/ingress.go IsDynamicConfigurationEnough); documented list: new/removed Ingress, path add/remove, TLS section added, annotation changes beyond upstream config, ConfigMap change, Service/Secret removed. ANY Ingress in the watched scope counts, also other teams\'. Endpoint changes (pod roll-outs) and certificate renewals do not reload. sync-rate-limit 0.3/s bounds the reload rate.',
  },
  {
    id: 'ingress-nginx-serial-reloads',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting: 'enable-serial-reloads',
    configuredIn: [{ where: 'controller ConfigMap', key: 'enable-serial-reloads' }],
    default: 'false',
    defaultMs: null,
    kind: 'modifier',
    measures:
      'true: do not start a reload while old workers still drain, so at most 2 worker generations exist; delays configuration changes by up to worker-shutdown-timeout',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'as worker-shutdown-timeout' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: [
      `${INGRESS_NGINX_SOURCE} config.go WorkerSerialReloads; internal/ingress/controller/nginx.go OnUpdate`,
    ],
  },
  {
    id: 'ingress-nginx-pod-shutdown',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting:
      'terminationGracePeriodSeconds + preStop /wait-shutdown + --shutdown-grace-period + --post-shutdown-grace-period',
    configuredIn: [
      { where: 'Helm value', key: 'controller.terminationGracePeriodSeconds' },
      { where: 'Helm value', key: 'controller.lifecycle.preStop.exec.command' },
      { where: 'flag', key: '--shutdown-grace-period' },
      { where: 'flag', key: '--post-shutdown-grace-period' },
    ],
    default: 'chart: 300 s, preStop /wait-shutdown; flags 0 s and 10 s',
    defaultMs: 300_000,
    kind: 'drain-after-event',
    measures:
      'pod delete -> preStop runs /wait-shutdown -> SIGTERM to the controller -> sleep shutdown-grace-period -> "nginx -s quit" -> workers wait up to worker-shutdown-timeout (240 s) -> nginx gone -> sleep 10 s -> exit. If terminationGracePeriodSeconds is shorter than that sum the kubelet SIGKILLs.',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tcp: 'FIN at worker-shutdown-timeout; on SIGKILL the kernel closes: FIN, or RST where data was unread',
      tls: 'no close_notify in both cases',
      ws: '1006',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: [
      `${INGRESS_NGINX_SOURCE} charts/ingress-nginx/values.yaml:332,1008-1018; cmd/waitshutdown/main.go; pkg/flags/flags.go:225-227; internal/ingress/controller/nginx.go Stop()`,
    ],
    notes:
      'Plain manifests without the chart fall back to the pod default of 30 s: connections then live at most ~30 s after a roll-out starts. New connections can still arrive during the drain because nginx -s quit closes the listen sockets at once while the load balancer has not deregistered yet (shutdown-grace-period 0).',
  },
  {
    id: 'ingress-nginx-ssl-passthrough',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting: 'ssl-passthrough (--enable-ssl-passthrough)',
    configuredIn: [
      { where: 'Ingress annotation', key: 'nginx.ingress.kubernetes.io/ssl-passthrough' },
      { where: 'flag', key: '--enable-ssl-passthrough' },
    ],
    default: 'off',
    defaultMs: null,
    kind: 'modifier',
    measures:
      'All TLS goes through a Go TCP proxy in the controller itself. For passthrough hosts there is NO idle timeout at all (io.Copy both ways, ends at the first EOF of either side). Go listeners enable TCP keepalive by default (15 s), so a dead peer is found in minutes.',
    resetBy: NOTHING_RESETS,
    endsAs: {
      tcp: 'FIN when either side half-closes; controller process exit kills all passthrough connections at once',
      tls: 'end to end',
      ws: '1006',
    },
    appliesTo: ['wss-passthrough'],
    verified: 'source',
    sources: [
      `${INGRESS_NGINX_SOURCE} pkg/tcpproxy/tcp.go; internal/ingress/controller/nginx.go setupSSLProxy`,
    ],
    notes:
      'proxy-read-timeout and proxy-send-timeout annotations on a passthrough Ingress do nothing. Non-passthrough hosts are relayed to nginx on 127.0.0.1:442 with PROXY protocol and keep the nginx timeouts, at the price of 2 more sockets per connection in the controller. worker-shutdown-timeout does not cover passthrough connections. Go keepalive default is general Go knowledge, not re-read.',
  },
  {
    id: 'ingress-nginx-timeout-zero-negative',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting: 'proxy-read-timeout "0" or negative',
    configuredIn: [
      { where: 'Ingress annotation', key: 'nginx.ingress.kubernetes.io/proxy-read-timeout' },
    ],
    default: 'n/a',
    defaultMs: null,
    kind: 'lint',
    measures:
      '"0" renders proxy_read_timeout 0s: every request including the upgrade times out at once. "-1" renders proxy_read_timeout -1s: nginx refuses the whole configuration, so NO Ingress change is applied any more; the webhook does not catch it because the nginx -t test in CheckIngress is commented out since CVE-2025-1974.',
    resetBy: NOTHING_RESETS,
    endsAs: {
      http: '504 on the handshake for 0 (measured, 18 ms)',
      log: '-1: emerg "proxy_read_timeout" directive invalid value (measured with nginx -t)',
    },
    appliesTo: UPGRADED,
    verified: 'measured',
    verifiedNote: 'measured (nginx) + source (controller)',
    sources: [
      'measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18)',
      `${INGRESS_NGINX_SOURCE} internal/ingress/controller/controller.go CheckIngress (testTemplate commented out); annotations/parser/validators.go ValidateInt`,
    ],
  },
] as const satisfies readonly CatalogueEntry[];

export const timeoutsEntry = entryFinder(TIMEOUTS);
