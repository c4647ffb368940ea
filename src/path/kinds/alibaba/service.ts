import type { Field } from '../../../objects/field.ts';
import type { Service } from '../../../objects/service.ts';
import { WHOLE_SECONDS } from '../../notation.ts';
import { type Balancer, type BalancerOwnership, hasPrefix } from '../../ownership.ts';
import type { Place } from '../../place.ts';

/** The prefix since 2019. */
export const ALIBABA_PREFIX = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';

/** The old prefix, which is still read. */
export const ALIBABA_LEGACY_PREFIX = 'service.beta.kubernetes.io/alicloud-loadbalancer-';

const PREFIXES = [ALIBABA_PREFIX, ALIBABA_LEGACY_PREFIX];

/** A setting of a listener: whole seconds, under either prefix. */
export function listenerSeconds(name: string): Place {
  return {
    on: 'balancer',
    notation: WHOLE_SECONDS,
    keys: () => PREFIXES.map((prefix) => prefix + name),
  };
}

/** Annotations for a listener: no effect when the controller does not own the listener. */
const LISTENER_KEYS: readonly string[] = [
  'established-timeout',
  'idle-timeout',
  'request-timeout',
  'protocol-port',
  'proxy-protocol',
  'scheduler',
  'persistence-timeout',
  'connection-drain',
  'connection-drain-timeout',
  'sticky-session',
  'sticky-session-type',
  'cookie-timeout',
  'cookie',
  'cert-id',
  'forward-port',
  'acl-status',
  'acl-id',
  'acl-type',
];

/** True for an annotation that configures a listener. */
export function isListenerKey(name: string): boolean {
  return (
    LISTENER_KEYS.includes(name) ||
    name.startsWith('health-check-') ||
    name.endsWith('healthy-threshold')
  );
}

/** The annotation of this name; the new prefix wins if both are present. */
export function alibabaAnnotation({ annotations }: Service, name: string): Field | undefined {
  return annotations.get(ALIBABA_PREFIX + name) ?? annotations.get(ALIBABA_LEGACY_PREFIX + name);
}

/** All Alibaba annotations, by name without prefix. */
export function alibabaAnnotations({ annotations }: Service): readonly {
  readonly key: string;
  readonly name: string;
  readonly field: Field;
}[] {
  return [...annotations].flatMap(([key, field]) => {
    const prefix = PREFIXES.find((start) => key.startsWith(start));
    return prefix === undefined ? [] : [{ key, name: key.slice(prefix.length), field }];
  });
}

export function isAlibabaNlb({ loadBalancerClass }: Service): boolean {
  return loadBalancerClass === 'alibabacloud.com/nlb';
}

/** The controller creates and changes listeners only on load balancers that it created or may override. */
export function ownsListeners(service: Service): boolean {
  const isReused = alibabaAnnotation(service, 'id') !== undefined;
  return !isReused || alibabaAnnotation(service, 'force-override-listeners')?.text === 'true';
}

/** The protocol of one port, if an annotation makes it a layer-7 listener. */
export function listenerProtocol(service: Service, port: number): string {
  const list = alibabaAnnotation(service, 'protocol-port')?.text ?? '';
  const pair = list.split(',').map((item) => item.trim().split(':'));
  return pair.find(([, number]) => number === String(port))?.[0]?.toLowerCase() ?? 'tcp';
}

/** Which Services get a CLB or an NLB of Alibaba Cloud. */
export const alibabaBalancers: BalancerOwnership = {
  name: 'Alibaba Cloud',
  claims: (service) => hasPrefix(service.annotations, PREFIXES) || isAlibabaNlb(service),
  cluster: {
    providerIds: ['alicloud://'],
    nodeLabels: ['alibabacloud.com/', 'node.alibabacloud.com/', 'ack.aliyun.com'],
    provisioners: ['diskplugin.csi.alibabacloud.com', 'nasplugin.csi.alibabacloud.com'],
    objects: { AlbConfig: ['alibabacloud.com'] },
    controllers: ['ingress.k8s.alibabacloud/alb'],
  },
  sendsProxyProtocol: (service) =>
    ownsListeners(service)
      ? alibabaAnnotation(service, 'proxy-protocol')?.text === 'on'
      : undefined,
  balancerOf: (service, port) => {
    const id = alibabaAnnotation(service, 'id');
    return {
      kind: kindOf(service, port),
      listener: listenerOf(service, port),
      isUnmanaged: !ownsListeners(service),
      ...(id === undefined ? {} : { id }),
      isDirect: service.annotations.get('service.beta.kubernetes.io/backend-type')?.text === 'eni',
    };
  },
};

function listenerOf(service: Service, port: number): NonNullable<Balancer['listener']> {
  const protocol = ownsListeners(service) ? listenerProtocol(service, port) : 'tcp';
  if (protocol === 'http' || protocol === 'https') return protocol;
  return protocol === 'tcpssl' ? 'tls' : 'tcp';
}

function kindOf(service: Service, port: number): string {
  if (isAlibabaNlb(service)) return 'alibaba-nlb';
  const isHttp = listenerProtocol(service, port).startsWith('http');
  return isHttp && ownsListeners(service) ? 'alibaba-slb-http' : 'alibaba-slb';
}
