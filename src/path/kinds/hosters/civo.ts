import type { Family } from '../../family.ts';
import type { LimitSpec } from '../../hop-kind.ts';
import { limitFrom } from '../../limit-from.ts';
import { GO_DURATION } from '../../notation.ts';
import { annotation } from '../../place.ts';
import { cloudIdle, PROXY_ENDS } from './cloud-idle.ts';
import { balancerKind, claimsBy, connectionsBy } from './service-balancer.ts';

const PREFIX = 'kubernetes.civo.com/';
const CCM = 'github.com/civo/civo-cloud-controller-manager@0c98dc9f README.md';

const SIDES = (['client', 'server'] as const).map((side) =>
  cloudIdle({
    id: `civo-lb-${side}-timeout`,
    component: 'Civo Load Balancer',
    setting: `${side}-timeout`,
    configuredIn: [{ where: 'Service annotation', key: `${PREFIX}${side}-timeout` }],
    default: '60s',
    defaultMs: 60_000,
    measures: `how long the balancer waits for the ${side}; for TCP taken for an idle timeout that either side's bytes restart`,
    verified: 'unverified',
    verifiedNote: 'default: source; what restarts it: NOT verified',
    sources: [CCM],
  }),
);

const limits: readonly LimitSpec[] = SIDES.map((entry) =>
  limitFrom(entry, {
    key: entry.setting,
    place: annotation('balancer', PREFIX + entry.setting, { notation: GO_DURATION }),
    effects: PROXY_ENDS,
  }),
);

const balancer = balancerKind({
  kind: 'civo-lb',
  title: 'Civo Load Balancer',
  terminates: 'yes',
  speaks: ['tcp', 'http'],
  catalogue: ['civo-lb-'],
  limits,
});

export const civoFamily: Family = {
  kinds: [balancer],
  catalogue: SIDES,
  balancers: {
    name: 'Civo',
    claims: claimsBy({ prefixes: [PREFIX] }),
    cluster: {
      providerIds: ['civo://'],
      nodeLabels: ['kubernetes.civo.com/'],
      provisioners: ['csi.civo.com'],
    },
    balancerOf: (service) => ({
      kind: 'civo-lb',
      isDirect: false,
      listener: service.annotations.get(`${PREFIX}protocol`)?.text === 'http' ? 'http' : 'tcp',
      ...connectionsBy(service, {
        key: `${PREFIX}max-concurrent-requests`,
        setting: 'max-concurrent-requests',
        normally: 10_000,
      }),
    }),
    sendsProxyProtocol: ({ annotations }) =>
      /^send-proxy/.test(
        annotations.get(`${PREFIX}loadbalancer-enable-proxy-protocol`)?.text ?? '',
      ),
  },
};
