import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  PACKETS_RESET,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { hasPrefix } from '../../ownership.ts';
import { cloudUnknown, notKnown, unknownIdle } from '../hosters/cloud-idle.ts';

/** Tencent Cloud. */
const TENCENT = [
  {
    id: 'tencent-clb-idle',
    hop: 'cloud-lb',
    component: 'Tencent Cloud CLB TCP listener',
    setting: 'IdleConnectTimeout',
    configuredIn: [{ where: 'Terraform tencentcloud_clb_listener', key: 'idle_connect_timeout' }],
    default: '900 s (UDP 300 s)',
    defaultMs: 900_000,
    range: '10-900 s shared/dedicated; 10-1980 s LCU instances',
    rangeMs: [10_000, 1_980_000],
    kind: 'idle-bidirectional',
    measures: 'idle connection of a TCP/UDP listener',
    resetBy: PACKETS_RESET,
    endsAs: { tcp: 'not established' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    verifiedNote: 'documentation (values)',
    sources: ['terraform-provider-tencentcloud docs clb_listener (quoted in a public repository)'],
  },
] as const satisfies readonly CatalogueEntry[];

const tencentEntry = entryFinder(TENCENT);

const tencentClb: HopKind = {
  kind: 'tencent-clb',
  title: 'Tencent Cloud CLB, TCP listener',
  role: 'load-balancer',
  terminates: 'maybe',
  speaks: ['tcp'],
  catalogue: ['tencent-'],
  onIdle: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
  limits: [
    limitFrom(tencentEntry('tencent-clb-idle'), {
      key: 'idle-timeout',
      effects: ['rst', 'rst-on-next-packet', 'silent'],
    }),
  ],
};

/** An Ingress of class `qcloud` is served by the balancer itself. */
const HTTP = cloudUnknown({
  id: 'tencent-clb-http',
  component: 'Tencent Cloud CLB, HTTP listener (TKE Ingress)',
  sources: ['https://www.tencentcloud.com/document/product/457/39142 (annotations)'],
});

const tencentClbHttp: HopKind = {
  kind: 'tencent-clb-http',
  title: 'Tencent Cloud CLB, HTTP listener',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['tencent-clb-http'],
  limits: [unknownIdle(HTTP)],
  ingress: {
    controllers: [],
    classNames: ['qcloud'],
    prefixes: ['kubernetes.io/ingress.qcloud-loadbalance-', 'ingress.cloud.tencent.com/'],
    settings: () => [notKnown('the HTTP listener of a CLB')],
  },
};

export const tencentFamily: Family = {
  kinds: [tencentClb, tencentClbHttp],
  catalogue: [...TENCENT, HTTP],
  balancers: {
    name: 'Tencent Cloud',
    claims: ({ annotations }) =>
      hasPrefix(annotations, [
        'service.kubernetes.io/qcloud-',
        'service.kubernetes.io/tke-',
        'service.cloud.tencent.com/',
      ]),
    cluster: {
      providerIds: ['qcloud://'],
      nodeLabels: ['cloud.tencent.com/', 'node.tke.cloud.tencent.com/'],
      provisioners: ['com.tencent.cloud.csi.cbs'],
    },
    balancerOf: ({ annotations }) => {
      const id = annotations.get('service.kubernetes.io/tke-existed-lbid');
      const isDirect = annotations.get('service.cloud.tencent.com/direct-access')?.text === 'true';
      return { kind: 'tencent-clb', isDirect, ...(id === undefined ? {} : { id }) };
    },
  },
};
