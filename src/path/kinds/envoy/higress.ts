import { type CatalogueEntry, EVERY_CARRIAGE, PAYLOAD_RESETS } from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { BETWEEN_REQUESTS, STREAM_IDLE } from './envoy.ts';

/** Higress. */
const HIGRESS = [
  {
    id: 'higress-mse',
    hop: 'gateway',
    component: 'Higress / MSE cloud-native gateway',
    setting: 'nginx annotation compatibility, downstream idleTimeout',
    configuredIn: [
      { where: 'Ingress annotation', key: 'nginx.ingress.kubernetes.io/* (subset)' },
      { where: 'ConfigMap higress-config', key: 'downstream.idleTimeout' },
    ],
    default: 'not established (from memory: downstream idleTimeout 180 s)',
    defaultMs: null,
    kind: 'idle-bidirectional',
    measures:
      'Envoy based: route timeout, stream idle timeout and TCP proxy idle timeout as for Envoy',
    resetBy: PAYLOAD_RESETS,
    endsAs: {},
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'NOT verified',
    sources: ['no source read: general knowledge'],
  },
] as const satisfies readonly CatalogueEntry[];

const higress: HopKind = {
  kind: 'higress',
  engine: 'envoy',
  part: 'nginx',
  title: 'Higress, Alibaba Cloud MSE gateway',
  role: 'ingress',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['higress-', 'envoy-stream-idle-timeout'],
  // Envoy inside, so Envoy's default is the best guess; Higress's own was not read.
  limits: [{ ...STREAM_IDLE, verified: 'unverified' }],
  inert: BETWEEN_REQUESTS,
  ingress: {
    controllers: ['higress.io/higress-controller'],
    classNames: ['higress', 'mse'],
    readsToo: ['nginx.ingress.kubernetes.io/'],
  },
  gateway: { controllers: ['higress.io/gateway-controller'], classNames: /^higress/ },
  watch: { names: /higress/i },
  pods: { names: [], image: /(^|\/)(higress)([/:@]|$)/ },
};

export const higressFamily: Family = { kinds: [higress], catalogue: HIGRESS };
