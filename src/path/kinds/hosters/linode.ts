import type { Service } from '../../../objects/service.ts';
import { readInner } from '../../../objects/yaml-document.ts';
import type { Family } from '../../family.ts';
import type { Balancer } from '../../ownership.ts';
import { cloudUnknown } from './cloud-idle.ts';
import { balancerKind, claimsBy, timeoutsOf } from './service-balancer.ts';

const PREFIX = 'service.beta.kubernetes.io/linode-loadbalancer-';
const CCM =
  'github.com/linode/linode-cloud-controller-manager@b9aa9012 docs/configuration/annotations.md';

const ENTRY = cloudUnknown({
  id: 'linode-nodebalancer',
  component: 'Linode (Akamai) NodeBalancer',
  sources: [CCM],
});

const nodeBalancer = balancerKind({
  kind: 'linode-nodebalancer',
  title: 'Linode (Akamai) NodeBalancer',
  catalogue: ['linode-nodebalancer'],
});

export const linodeFamily: Family = {
  kinds: [nodeBalancer],
  catalogue: [ENTRY],
  balancers: {
    name: 'Linode (Akamai)',
    claims: claimsBy({ prefixes: [PREFIX] }),
    cluster: {
      providerIds: ['linode://'],
      nodeLabels: ['lke.linode.com/'],
      provisioners: ['linodebs.csi.linode.com'],
    },
    balancerOf: (service, port) => ({
      kind: 'linode-nodebalancer',
      listener: listenerOf(service, port),
      isDirect: false,
      unread: timeoutsOf('a NodeBalancer', service),
    }),
    sendsProxyProtocol: (service, port) => {
      const own = portValue(service, { port, key: 'proxy-protocol' });
      const all = service.annotations.get(`${PREFIX}default-proxy-protocol`)?.text;
      return !['none', undefined].includes(own ?? all);
    },
  },
};

function listenerOf(service: Service, port: number): NonNullable<Balancer['listener']> {
  const all = service.annotations.get(`${PREFIX}default-protocol`)?.text;
  const protocol = portValue(service, { port, key: 'protocol' }) ?? all;
  return protocol === 'http' || protocol === 'https' ? protocol : 'tcp';
}

/** `linode-loadbalancer-port-443: '{ "protocol": "https" }'`. */
function portValue(
  { annotations }: Service,
  { port, key }: { port: number; key: string },
): string | undefined {
  const field = annotations.get(`${PREFIX}port-${port}`);
  return field && readInner(field)?.get(key).text;
}
