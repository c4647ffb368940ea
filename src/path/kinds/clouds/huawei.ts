import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import { hasPrefix } from '../../ownership.ts';
import { annotation } from '../../place.ts';
import { cloudIdle, PROXY_ENDS } from '../hosters/cloud-idle.ts';

/** Huawei Cloud. */
const HUAWEI = [
  {
    id: 'huawei-elb-keepalive-timeout',
    hop: 'cloud-lb',
    component: 'Huawei Cloud ELB (CCE)',
    setting: 'keepalive_timeout',
    configuredIn: [
      { where: 'Service/Ingress annotation', key: 'kubernetes.io/elb.keepalive_timeout' },
    ],
    default: '300 s for Service (TCP) listeners; 60 s for HTTP(S) Ingress listeners',
    defaultMs: 300_000,
    range: 'TCP 10-4000 s; HTTP 0-4000 s',
    rangeMs: [10_000, 4_000_000],
    kind: 'idle-bidirectional',
    measures: 'idle client connection',
    resetBy: {
      clientBytes: 'yes',
      serverBytes: 'yes',
      tcpKeepalive: 'unknown',
      webSocketPing: 'yes',
    },
    endsAs: { tcp: 'closed by the LB (flag not stated)' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [
      'https://support.huaweicloud.com/intl/en-us/drawer-cce/Service_k8s_annotation__kubernetes_io_elb_keepalive_timeout.html',
      'https://support.huaweicloud.com/intl/en-us/drawer-cce/Ingress_k8s_annotation__kubernetes_io_elb_keepalive_timeout.html',
      'https://support.huaweicloud.com/intl/ar-mena/usermanual-cce/cce_10_0729.html',
    ],
    notes: 'Removing the annotation keeps the value on the ELB.',
  },
  {
    id: 'huawei-elb-http-timeouts',
    hop: 'cloud-lb',
    component: 'Huawei Cloud ELB HTTP(S)',
    setting: 'request / response timeout',
    configuredIn: [
      {
        where: 'CCE annotation family',
        key: 'kubernetes.io/elb.client_timeout, kubernetes.io/elb.member_timeout',
      },
    ],
    default: '60 s each',
    defaultMs: 60_000,
    range: '1-300 s',
    rangeMs: [1_000, 300_000],
    kind: 'handshake',
    measures: 'request not complete / no backend response',
    resetBy: NOTHING_RESETS,
    endsAs: { http: '504 for response timeout' },
    appliesTo: UPGRADED,
    verified: 'documentation',
    sources: [
      'https://support.huaweicloud.com/intl/en-us/drawer-elb/elb_drawerhelp_7122.html',
      'https://support.huaweicloud.com/usermanual-cce/cce_10_0385.html (keys, 1 to 300 s, 60 s)',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const huaweiEntry = entryFinder(HUAWEI);

const huaweiElb: HopKind = {
  kind: 'huawei-elb',
  title: 'Huawei Cloud ELB, TCP listener',
  role: 'load-balancer',
  terminates: 'maybe',
  speaks: ['tcp'],
  catalogue: ['huawei-'],
  onIdle: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
  limits: [
    limitFrom(huaweiEntry('huawei-elb-keepalive-timeout'), {
      key: 'keepalive-timeout',
      place: annotation('balancer', 'kubernetes.io/elb.keepalive_timeout', {
        notation: WHOLE_SECONDS,
      }),
      effects: ['rst', 'rst-on-next-packet', 'silent', 'fin'],
    }),
  ],
};

/** An Ingress of class `cce` is served by the balancer itself, whose HTTP listeners have another default. */
const HTTP_KEEPALIVE = cloudIdle({
  id: 'huawei-elb-http-keepalive-timeout',
  component: 'Huawei Cloud ELB, HTTP(S) listener (CCE Ingress)',
  setting: 'keepalive_timeout',
  configuredIn: [{ where: 'Ingress annotation', key: 'kubernetes.io/elb.keepalive_timeout' }],
  default: '60 s',
  defaultMs: 60_000,
  range: '0-4000 s; 0-300 s on a shared load balancer',
  rangeMs: [0, 4_000_000],
  measures: 'idle client connection of an HTTP or HTTPS listener',
  verified: 'documentation',
  sources: [
    'https://support.huaweicloud.com/intl/en-us/drawer-cce/Ingress_k8s_annotation__kubernetes_io_elb_keepalive_timeout.html',
  ],
});

const huaweiElbHttp: HopKind = {
  kind: 'huawei-elb-http',
  title: 'Huawei Cloud ELB, HTTP listener',
  role: 'load-balancer',
  carries: ['ws', 'wss'],
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['huawei-'],
  limits: [
    limitFrom(HTTP_KEEPALIVE, {
      key: 'keepalive-timeout',
      place: annotation('ingress', 'kubernetes.io/elb.keepalive_timeout', {
        notation: WHOLE_SECONDS,
      }),
      effects: PROXY_ENDS,
    }),
  ],
  ingress: { controllers: [], classNames: ['cce'], prefixes: ['kubernetes.io/elb.'] },
};

export const huaweiFamily: Family = {
  kinds: [huaweiElb, huaweiElbHttp],
  catalogue: [...HUAWEI, HTTP_KEEPALIVE],
  balancers: {
    name: 'Huawei Cloud',
    claims: ({ annotations }) => hasPrefix(annotations, ['kubernetes.io/elb.']),
    cluster: {
      nodeLabels: ['cce.cloud.com/'],
      provisioners: ['everest-csi-provisioner'],
    },
    balancerOf: ({ annotations }) => {
      const id = annotations.get('kubernetes.io/elb.id');
      return {
        kind: 'huawei-elb',
        isDirect: annotations.get('kubernetes.io/elb.pass-through')?.text === 'true',
        ...(id === undefined ? {} : { id }),
      };
    },
  },
};
