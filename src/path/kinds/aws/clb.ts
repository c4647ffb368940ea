import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  PAYLOAD_RESETS,
} from '../../catalogue/entry.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitFrom, limitIfConfigured } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import { annotation } from '../../place.ts';
import { AWS_PREFIX } from './service.ts';

/** AWS Classic Load Balancer. */
export const CLB = [
  {
    id: 'aws-clb-idle-timeout',
    hop: 'cloud-lb',
    component: 'AWS Classic ELB',
    setting: 'ConnectionSettings.IdleTimeout',
    configuredIn: [
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/aws-load-balancer-connection-idle-timeout',
      },
    ],
    default: '60 s',
    defaultMs: 60_000,
    range: '1-4000 s',
    rangeMs: [1_000, 4_000_000],
    kind: 'idle-bidirectional',
    measures: 'no data sent or received on front-end/back-end connection',
    resetBy: {
      ...PAYLOAD_RESETS,
      note: 'TCP keep-alive: documented: keep-alive probes carry no payload and do not prevent the cut',
    },
    endsAs: { tcp: 'close by the LB (flag not stated)' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-idle-timeout.html',
      'github.com/kubernetes/cloud-provider-aws docs/service_controller.md',
    ],
  },
  {
    id: 'aws-clb-connection-draining',
    hop: 'cloud-lb',
    component: 'AWS Classic ELB',
    setting: 'ConnectionDraining',
    configuredIn: [
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/aws-load-balancer-connection-draining-enabled',
      },
      {
        where: 'Service annotation',
        key: 'service.beta.kubernetes.io/aws-load-balancer-connection-draining-timeout',
      },
    ],
    default: '300 s when enabled',
    defaultMs: 300_000,
    range: '1-3600 s',
    rangeMs: [1_000, 3_600_000],
    kind: 'drain-after-event',
    measures:
      'after deregistration connections are kept N s, then closed by force; the limit does not apply to unhealthy instances',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'closed by force' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [
      'github.com/kubernetes/cloud-provider-aws docs/service_controller.md',
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-conn-drain.html',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

const clbEntry = entryFinder(CLB);

export const awsClb: HopKind = {
  kind: 'aws-clb',
  title: 'AWS Classic Load Balancer',
  role: 'load-balancer',
  terminates: 'yes',
  speaks: ['tcp', 'tls'],
  catalogue: ['aws-clb-'],
  onIdle: ['fin', 'rst', 'close-notify'],
  limits: [
    limitFrom(clbEntry('aws-clb-idle-timeout'), {
      key: 'idle-timeout',
      place: annotation('balancer', `${AWS_PREFIX}connection-idle-timeout`, {
        notation: WHOLE_SECONDS,
      }),
      effects: ['fin', 'rst', 'close-notify'],
    }),
    limitIfConfigured(clbEntry('aws-clb-connection-draining'), {
      key: 'connection-draining-timeout',
      place: annotation('balancer', `${AWS_PREFIX}connection-draining-timeout`, {
        notation: WHOLE_SECONDS,
        needs: { key: `${AWS_PREFIX}connection-draining-enabled`, value: 'true' },
      }),
      event: 'backend-removed',
      effects: ['fin', 'rst'],
    }),
  ],
};

/** With backend-protocol http or https its listeners speak HTTP, and do not pass on an upgrade. */
export const awsClbHttp: HopKind = {
  ...awsClb,
  kind: 'aws-clb-http',
  title: 'AWS Classic Load Balancer, HTTP listener',
  speaks: ['tcp', 'tls', 'http'],
};
