import type { Service } from '../../../objects/service.ts';
import type { Family } from '../../family.ts';
import type { LimitSpec } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_MILLISECONDS } from '../../notation.ts';
import type { BalancerOwnership } from '../../ownership.ts';
import { annotation } from '../../place.ts';
import { cloudIdle, PROXY_ENDS } from './cloud-idle.ts';
import { balancerKind, claimsBy, connectionsBy, timeoutsOf } from './service-balancer.ts';

const PREFIX = 'loadbalancer.openstack.org/';
const CCM = 'github.com/kubernetes/cloud-provider-openstack@c453fb7c';

const CLIENT = cloudIdle({
  id: 'octavia-timeout-client-data',
  component: 'OpenStack Octavia (amphora provider)',
  setting: 'timeout_client_data',
  configuredIn: [
    { where: 'Service annotation (MILLISECONDS)', key: `${PREFIX}timeout-client-data` },
  ],
  default: '50,000 ms',
  defaultMs: 50_000,
  measures: 'inactivity of the client; the other side of HAProxy refreshes it too',
  endsAs: { tcp: 'FIN by the HAProxy inside (inferred)', ws: '1006' },
  verified: 'source',
  sources: [`${CCM} pkg/openstack/loadbalancer.go:1564 (50000 unless annotated)`],
  notes: 'With lb-provider=ovn there is no such timeout, and the annotation is not supported.',
});

const MEMBER = cloudIdle({
  id: 'octavia-timeout-member-data',
  component: 'OpenStack Octavia (amphora provider)',
  setting: 'timeout_member_data',
  configuredIn: [
    { where: 'Service annotation (MILLISECONDS)', key: `${PREFIX}timeout-member-data` },
  ],
  default: '50,000 ms',
  defaultMs: 50_000,
  measures: 'inactivity of the member; the other side of HAProxy refreshes it too',
  endsAs: { tcp: 'FIN by the HAProxy inside (inferred)', ws: '1006' },
  verified: 'source',
  sources: [`${CCM} pkg/openstack/loadbalancer.go:1566 (50000 unless annotated)`],
  notes: 'The smaller of the two timeouts wins: raise both.',
});

/** The two idle timeouts of Octavia, which OVHcloud and others offer under their own names too. */
const OCTAVIA_LIMITS: readonly LimitSpec[] = [
  limitFrom(CLIENT, {
    key: 'timeout-client-data',
    place: annotation('balancer', `${PREFIX}timeout-client-data`, { notation: WHOLE_MILLISECONDS }),
    effects: PROXY_ENDS,
  }),
  limitFrom(MEMBER, {
    key: 'timeout-member-data',
    place: annotation('balancer', `${PREFIX}timeout-member-data`, { notation: WHOLE_MILLISECONDS }),
    effects: PROXY_ENDS,
  }),
];

const octavia = balancerKind({
  kind: 'octavia',
  title: 'OpenStack Octavia load balancer',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['octavia-'],
  limits: OCTAVIA_LIMITS,
});

/** Service annotations of Octavia, whoever runs it. */
const OWNED: Pick<BalancerOwnership, 'balancerOf' | 'sendsProxyProtocol'> = {
  balancerOf: (service, port) => {
    const { annotations } = service;
    const id = annotations.get(`${PREFIX}load-balancer-id`);
    const isTls = annotations.has(`${PREFIX}default-tls-container-ref`) && port !== 80;
    return {
      kind: 'octavia',
      isDirect: false,
      ...connectionsBy(service, { key: `${PREFIX}connection-limit`, setting: 'connection-limit' }),
      listener: isTls ? 'https' : 'tcp',
      ...(id !== undefined && { id }),
    };
  },
  sendsProxyProtocol: ({ annotations }) =>
    ['true', 'v1', 'v2'].includes(annotations.get(`${PREFIX}proxy-protocol`)?.text ?? ''),
};

export const octaviaFamily: Family = {
  kinds: [octavia],
  catalogue: [CLIENT, MEMBER],
  balancers: {
    name: 'OpenStack Octavia',
    claims: claimsBy({
      prefixes: [PREFIX, 'service.beta.kubernetes.io/openstack-internal-load-balancer'],
    }),
    cluster: { providerIds: ['openstack://'], provisioners: ['cinder.csi.openstack.org'] },
    ...OWNED,
  },
};

/** OVHcloud's public cloud load balancer is Octavia; its older one has annotations of its own. */
export const ovhFamily: Family = {
  kinds: [
    balancerKind({
      kind: 'ovh-iplb',
      title: 'OVHcloud Load Balancer (IPLB)',
      catalogue: ['octavia-'],
    }),
  ],
  catalogue: [],
  balancers: {
    name: 'OVHcloud',
    claims: claimsBy({
      prefixes: ['loadbalancer.ovhcloud.com/', 'service.beta.kubernetes.io/ovh-loadbalancer-'],
      classes: /^(octavia|iolb)$/,
    }),
    cluster: { nodeLabels: ['node.k8s.ovh/'] },
    ...OWNED,
    balancerOf: (service, port, inventory) =>
      isOlder(service)
        ? {
            kind: 'ovh-iplb',
            isDirect: false,
            unread: timeoutsOf("OVHcloud's older load balancer", service),
          }
        : OWNED.balancerOf(service, port, inventory),
    sendsProxyProtocol: (service, port) =>
      service.annotations.has('service.beta.kubernetes.io/ovh-loadbalancer-proxy-protocol') ||
      OWNED.sendsProxyProtocol?.(service, port),
  },
};

function isOlder({ annotations, loadBalancerClass }: Service): boolean {
  return (
    loadBalancerClass === 'iolb' ||
    [...annotations.keys()].some((key) =>
      key.startsWith('service.beta.kubernetes.io/ovh-loadbalancer-'),
    )
  );
}
