import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { BETWEEN_REQUESTS, TCP_IDLE } from './envoy.ts';

/** Istio. */
const ISTIO = [
  {
    id: 'istio-termination-drain',
    hop: 'gateway',
    component: 'Istio gateway/sidecar',
    setting: 'terminationDrainDuration, EXIT_ON_ZERO_ACTIVE_CONNECTIONS, drainDuration',
    configuredIn: [
      {
        where: 'meshConfig.defaultConfig / proxy.istio.io/config',
        key: 'terminationDrainDuration, drainDuration',
      },
      { where: 'proxy env', key: 'EXIT_ON_ZERO_ACTIVE_CONNECTIONS' },
    ],
    default: '5 s termination drain; 45 s drain',
    defaultMs: 5_000,
    kind: 'drain-after-event',
    measures: 'pod termination: after N s Envoy exits and every connection dies',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'FIN/RST at process exit', ws: '1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    verifiedNote:
      "default and effect of the termination drain in vendors' documentation; the ending was not measured",
    sources: [
      'https://www.alibabacloud.com/help/en/asm/why-do-time-consuming-requests-lose-or-fail-after-sidecar-proxy-is-injected-into-pod',
      'https://github.com/istio/istio/issues/34855 (drainDuration 45 s)',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const istioEntry = entryFinder(ISTIO);

const istio: HopKind = {
  kind: 'istio',
  engine: 'envoy',
  part: 'nginx',
  title: 'Istio ingress gateway',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['istio-', 'envoy-tcp-proxy-idle'],
  limits: [
    // istiod writes a stream idle timeout of 0 s into every listener (listener_builder.go at 044be69f): there is none.
    { ...TCP_IDLE, setting: 'connectionPool.tcp.idleTimeout' },
    limitFrom(istioEntry('istio-termination-drain'), {
      effects: ['fin', 'rst'],
      key: 'termination-drain-duration',
      setting: 'terminationDrainDuration',
      event: 'shutdown',
    }),
  ],
  inert: BETWEEN_REQUESTS,
  ingress: { controllers: ['istio.io/ingress-controller'], classNames: ['istio'] },
  gateway: { controllers: ['istio.io/gateway-controller'], classNames: /^istio/ },
  watch: { names: /istio/i },
  pods: { names: [], image: /(^|\/)(proxyv2)([/:@]|$)/ },
};

export const istioFamily: Family = { kinds: [istio], catalogue: ISTIO };
