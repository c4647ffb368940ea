import type { Family } from '../../family.ts';
import { limitFrom } from '../../limit-from.ts';
import { GO_DURATION } from '../../notation.ts';
import { ANY_END, cloudIdle } from './cloud-idle.ts';
import { balancerKind, claimsBy } from './service-balancer.ts';

const CCM = 'github.com/stackitcloud/cloud-provider-stackit@d561f8ea';
const KEYS = ['lb.stackit.cloud/tcp-idle-timeout', 'yawol.stackit.cloud/tcpIdleTimeout'];

const IDLE = cloudIdle({
  id: 'stackit-lb-tcp-idle-timeout',
  component: 'STACKIT Load Balancer',
  setting: 'tcp-idle-timeout',
  configuredIn: KEYS.map((key) => ({ where: 'Service annotation', key })),
  default: '60 minutes',
  defaultMs: 3_600_000,
  measures: 'idle time of all TCP ports',
  verified: 'source',
  sources: [`${CCM} docs/load-balancer.md`, `${CCM} pkg/ccm/loadbalancer_spec.go:63`],
});

const balancer = balancerKind({
  kind: 'stackit-lb',
  title: 'STACKIT Load Balancer',
  terminates: 'yes',
  catalogue: ['stackit-lb-'],
  limits: [
    limitFrom(IDLE, {
      key: 'tcp-idle-timeout',
      place: { on: 'balancer', keys: () => KEYS, notation: GO_DURATION },
      effects: ANY_END,
    }),
  ],
});

export const stackitFamily: Family = {
  kinds: [balancer],
  catalogue: [IDLE],
  balancers: {
    name: 'STACKIT',
    claims: claimsBy({ prefixes: ['lb.stackit.cloud/', 'yawol.stackit.cloud/'] }),
    balancerOf: () => ({ kind: 'stackit-lb', isDirect: false }),
    sendsProxyProtocol: ({ annotations }, port) => {
      const isOn = [
        'lb.stackit.cloud/tcp-proxy-protocol',
        'yawol.stackit.cloud/tcpProxyProtocol',
      ].some((key) => annotations.get(key)?.text === 'true');
      const ports = [
        'lb.stackit.cloud/tcp-proxy-protocol-ports-filter',
        'yawol.stackit.cloud/tcpProxyProtocolPortsFilter',
      ].flatMap((key) => annotations.get(key)?.text?.split(',') ?? []);
      return isOn && (ports.length === 0 || ports.some((one) => one.trim() === String(port)));
    },
  },
};
