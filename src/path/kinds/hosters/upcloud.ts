import type { Field } from '../../../objects/field.ts';
import type { Service } from '../../../objects/service.ts';
import { readInner } from '../../../objects/yaml-document.ts';
import type { Family } from '../../family.ts';
import { limitFrom } from '../../limit-from.ts';
import type { Setting } from '../../setting.ts';
import { cloudIdle, PROXY_ENDS } from './cloud-idle.ts';
import { balancerKind, claimsBy } from './service-balancer.ts';

const KEY = 'service.beta.kubernetes.io/upcloud-load-balancer-config';

const TUNNEL = cloudIdle({
  id: 'upcloud-lb-timeout-tunnel',
  component: 'UpCloud Managed Load Balancer',
  setting: 'timeout_tunnel',
  configuredIn: [
    { where: 'Service annotation (JSON)', key: `${KEY}: backends[].properties.timeout_tunnel` },
  ],
  default: '3600 s',
  defaultMs: 3_600_000,
  measures:
    'inactivity of a tunnel: of a TCP connection and of a WebSocket (inferred from HAProxy)',
  verified: 'unverified',
  verifiedNote: 'default: tests of the Terraform provider; what it holds for: NOT verified',
  sources: [
    'github.com/UpCloudLtd/terraform-provider-upcloud (loadbalancer_backend, timeout_tunnel 3600)',
  ],
});

const balancer = balancerKind({
  kind: 'upcloud-lb',
  title: 'UpCloud Managed Load Balancer',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['upcloud-lb-'],
  limits: [
    limitFrom(TUNNEL, {
      key: 'timeout-tunnel',
      effects: PROXY_ENDS,
      change: (ms) => ({
        where: `backends[].properties in the annotation ${KEY}`,
        key: 'timeout_tunnel',
        text: [`"timeout_tunnel": ${Math.ceil(ms / 1_000)}`],
      }),
    }),
  ],
});

export const upcloudFamily: Family = {
  kinds: [balancer],
  catalogue: [TUNNEL],
  balancers: {
    name: 'UpCloud',
    claims: claimsBy({ prefixes: ['service.beta.kubernetes.io/upcloud-load-balancer-'] }),
    cluster: { providerIds: ['upcloud://'], provisioners: ['storage.csi.upcloud.com'] },
    balancerOf: (service, port) => ({
      kind: 'upcloud-lb',
      isDirect: false,
      // A frontend speaks HTTP unless its mode says otherwise, and HTTPS on 443.
      listener: modeOf(service, port) === 'tcp' ? 'tcp' : port === 443 ? 'https' : 'http',
      settings: tunnelOf(service, port),
    }),
    sendsProxyProtocol: (service, port) =>
      partOf(service, { list: 'backends', port })?.get('properties').get('outbound_proxy_protocol')
        .exists === true,
  },
};

function modeOf(service: Service, port: number): string | undefined {
  return partOf(service, { list: 'frontends', port })?.get('mode').text;
}

function tunnelOf(service: Service, port: number): readonly Setting[] {
  const field = partOf(service, { list: 'backends', port })
    ?.get('properties')
    .get('timeout_tunnel');
  if (field?.number === undefined) return [];
  return [{ key: 'timeout-tunnel', ms: field.number * 1_000, at: field.at }];
}

/** The frontend or backend of one port: it has the name of the Service's port. */
function partOf(
  { annotations, ports }: Service,
  { list, port }: { list: 'frontends' | 'backends'; port: number },
): Field | undefined {
  const field = annotations.get(KEY);
  const name = ports.find((one) => one.port === port)?.name;
  const parts = (field && readInner(field))?.get(list).items() ?? [];
  return (
    parts.find((part) => part.get('name').text === name) ??
    (parts.length === 1 ? parts[0] : undefined)
  );
}
