import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  NOTHING_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import { INGRESS_NGINX_SOURCE } from '../../catalogue/sources.ts';

/** Annotation rules, logging and standing of ingress-nginx. */
export const STANDING = [
  {
    id: 'ingress-nginx-ssl-session',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting: 'ssl-session-timeout, ssl-session-cache-size, ssl-session-tickets, ssl-protocols',
    configuredIn: [
      { where: 'controller ConfigMap', key: 'ssl-session-timeout' },
      { where: 'controller ConfigMap', key: 'ssl-session-cache' },
      { where: 'controller ConfigMap', key: 'ssl-session-cache-size' },
      { where: 'controller ConfigMap', key: 'ssl-session-tickets' },
      { where: 'controller ConfigMap', key: 'ssl-protocols' },
    ],
    default: '10m / true / 10m bytes / false / TLSv1.2 TLSv1.3',
    defaultMs: 600_000,
    kind: 'modifier',
    measures:
      'session resumption life time; never ends an open connection, decides the TLS cost of a mass reconnect',
    resetBy: NOTHING_RESETS,
    endsAs: {},
    appliesTo: ['wss-terminated'],
    verified: 'source',
    sources: [`${INGRESS_NGINX_SOURCE} config.go; configmap.md; nginx.tmpl:462-467`],
  },
  {
    id: 'ingress-nginx-error-log-level',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting: 'error-log-level',
    configuredIn: [{ where: 'controller ConfigMap', key: 'error-log-level' }],
    default: 'notice',
    defaultMs: null,
    kind: 'observability',
    measures:
      'WebSocket/stream time-outs are logged at info, so with the default level nginx logs NOTHING when proxy_read_timeout, proxy_send_timeout, send_timeout or proxy_timeout closes a tunnel; only the access-log line (101 + request_time) remains',
    resetBy: NOTHING_RESETS,
    endsAs: { log: 'set error-log-level: info during a soak' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'measured',
    verifiedNote: 'measured, and read in the source',
    sources: [
      `${INGRESS_NGINX_SOURCE} config.go (ErrorLogLevel notice, configmap.md)`,
      'measured (nginx 1.22.1 / HAProxy 2.6.12, kernel 6.18), error log',
    ],
  },
  {
    id: 'ingress-nginx-annotation-prefix',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting: 'annotation prefix',
    configuredIn: [{ where: 'flag', key: '--annotations-prefix' }],
    default: 'nginx.ingress.kubernetes.io',
    defaultMs: null,
    kind: 'lint',
    measures:
      'Every lookup is <prefix>/<name>. A key without the prefix (plain "proxy-read-timeout") is never read: no warning, no event, no admission rejection; the global value applies.',
    resetBy: NOTHING_RESETS,
    endsAs: {},
    appliesTo: UPGRADED,
    verified: 'source',
    sources: [
      `${INGRESS_NGINX_SOURCE} internal/ingress/annotations/parser/main.go GetAnnotationWithPrefix; parser/validators.go checkAnnotation; controller.go CheckIngress (only tests the prefix when a custom prefix is configured, the "-snippet" suffix of any key, and the word blocklist)`,
    ],
    notes:
      'Two oddities: CheckAnnotationRisk trims the prefix, so an UNprefixed key that equals a Critical annotation name (e.g. plain "server-snippet") still makes the Ingress be rejected; and any key ending in "-snippet", whatever its prefix, is refused by the webhook when allow-snippet-annotations is false.',
  },
  {
    id: 'ingress-nginx-annotation-validation',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting: 'annotation validation and risk',
    configuredIn: [
      { where: 'flag', key: '--enable-annotation-validation' },
      { where: 'controller ConfigMap', key: 'annotations-risk-level' },
      { where: 'controller ConfigMap', key: 'allow-snippet-annotations' },
      { where: 'controller ConfigMap', key: 'strict-validate-path-type' },
    ],
    default: 'true / High / false / true',
    defaultMs: null,
    kind: 'lint',
    measures:
      '1.9.0: validation added (opt-in), snippets off by default. 1.12.0: validation on by default, risk level lowered to High (Critical = snippets refused), strict path types on. Time-out annotations are Low risk; an invalid value never rejects the Ingress, it falls back to the global default.',
    resetBy: NOTHING_RESETS,
    endsAs: {},
    appliesTo: UPGRADED,
    verified: 'source',
    sources: [
      `${INGRESS_NGINX_SOURCE} changelog/controller-1.9.0.md, controller-1.12.0.md; docs annotations-risk.md; internal/ingress/annotations/proxy/main.go Parse()`,
    ],
  },
  {
    id: 'ingress-nginx-retirement',
    hop: 'ingress',
    component: 'ingress-nginx',
    setting: 'project status',
    configuredIn: [],
    default:
      'retired: best-effort maintenance ended March 2026; last releases v1.15.1 / v1.14.5 / v1.13.9 on 2026-03-20',
    defaultMs: null,
    kind: 'lint',
    measures:
      'no further bug or security fixes; existing deployments keep working; images and charts stay available. The README directs users to a Gateway API implementation; Traefik ships a provider that reads nginx.ingress.kubernetes.io annotations.',
    resetBy: NOTHING_RESETS,
    endsAs: {},
    appliesTo: EVERY_CARRIAGE,
    verified: 'source',
    sources: [
      `${INGRESS_NGINX_SOURCE} README.md (Retiring); TAG; changelog/`,
      'https://doc.traefik.io/traefik/v3.8/reference/install-configuration/providers/kubernetes/kubernetes-ingress-nginx/',
      'blog linked from README: https://www.kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/ (not itself read)',
    ],
  },
] as const satisfies readonly CatalogueEntry[];
