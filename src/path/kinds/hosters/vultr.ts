import type { Family } from '../../family.ts';
import { limitFrom } from '../../limit-from.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import { annotation } from '../../place.ts';
import { ANY_END, cloudIdle } from './cloud-idle.ts';
import { balancerKind, claimsBy } from './service-balancer.ts';

const PREFIX = 'service.beta.kubernetes.io/vultr-loadbalancer-';
const CCM = 'github.com/vultr/vultr-cloud-controller-manager@d5f3ab03';

const TIMEOUT = cloudIdle({
  id: 'vultr-lb-timeout',
  component: 'Vultr Load Balancer',
  setting: 'timeout',
  configuredIn: [{ where: 'Service annotation', key: `${PREFIX}timeout` }],
  default: '600 s',
  defaultMs: 600_000,
  measures: 'the "connection timeout" of the balancer, taken for an idle timeout',
  verified: 'unverified',
  verifiedNote: 'default: source; that it counts idle time: NOT verified',
  sources: [`${CCM} vultr/loadbalancers.go:108`, `${CCM} docs/load-balancers.md`],
});

const balancer = balancerKind({
  kind: 'vultr-lb',
  title: 'Vultr Load Balancer',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['vultr-lb-'],
  limits: [
    limitFrom(TIMEOUT, {
      key: 'timeout',
      place: annotation('balancer', `${PREFIX}timeout`, { notation: WHOLE_SECONDS }),
      effects: ANY_END,
    }),
  ],
});

export const vultrFamily: Family = {
  kinds: [balancer],
  catalogue: [TIMEOUT],
  balancers: {
    name: 'Vultr',
    claims: claimsBy({ prefixes: [PREFIX] }),
    cluster: {
      providerIds: ['vultr://'],
      nodeLabels: ['vke.vultr.com/'],
      provisioners: ['block.csi.vultr.com'],
    },
    balancerOf: ({ annotations }, port) => {
      const text = (name: string) => annotations.get(PREFIX + name)?.text ?? '';
      const isHttps = text('https-ports')
        .split(',')
        .some((one) => one.trim() === String(port));
      const protocol = text('protocol');
      const listener = protocol === 'http' || protocol === 'https' ? protocol : 'tcp';
      return { kind: 'vultr-lb', isDirect: false, listener: isHttps ? 'https' : listener };
    },
    sendsProxyProtocol: ({ annotations }) =>
      annotations.get(`${PREFIX}proxy-protocol`)?.text === 'true',
  },
};
