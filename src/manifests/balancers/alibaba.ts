import type { Field } from '../../objects/field.ts';
import type { Service } from '../../objects/service.ts';
import type { Setting } from '../hop.ts';
import { hasPrefix, type Provider, settingFrom } from './balancer.ts';

/** The prefix since 2019. */
export const ALIBABA_PREFIX = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';

/** The old prefix, which is still read. */
export const ALIBABA_LEGACY_PREFIX = 'service.beta.kubernetes.io/alicloud-loadbalancer-';

/** Annotations for a listener: no effect when the controller does not own the listener. */
export const LISTENER_KEYS: readonly string[] = [
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
    const prefix = [ALIBABA_PREFIX, ALIBABA_LEGACY_PREFIX].find((start) => key.startsWith(start));
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

export const alibaba: Provider = {
  name: 'Alibaba Cloud',
  claims: (service) =>
    hasPrefix(service, ALIBABA_PREFIX, ALIBABA_LEGACY_PREFIX) || isAlibabaNlb(service),
  balancerOf: (service, port) => {
    const id = alibabaAnnotation(service, 'id');
    const kind = kindOf(service, port);
    return {
      kind,
      settings: ownsListeners(service) ? [...idleOf(service, kind), ...drainOf(service)] : [],
      ...(id === undefined ? {} : { id }),
      isDirect: service.annotations.get('service.beta.kubernetes.io/backend-type')?.text === 'eni',
    };
  },
};

function kindOf(service: Service, port: number): keyof typeof IDLE {
  if (isAlibabaNlb(service)) return 'alibaba-nlb';
  const isHttp = listenerProtocol(service, port).startsWith('http');
  return isHttp && ownsListeners(service) ? 'alibaba-slb-http' : 'alibaba-slb';
}

/** The annotation that each kind reads, and the range that its cloud accepts. */
const IDLE = {
  'alibaba-nlb': { name: 'idle-timeout', rangeMs: [1_000, 900_000] },
  'alibaba-slb-http': { name: 'idle-timeout', rangeMs: [1_000, 60_000] },
  'alibaba-slb': { name: 'established-timeout', rangeMs: [10_000, 900_000] },
} as const;

function idleOf(service: Service, kind: keyof typeof IDLE): readonly Setting[] {
  const { name, rangeMs } = IDLE[kind];
  return settingFrom(alibabaAnnotation(service, name), { key: name, unitMs: 1_000, rangeMs });
}

function drainOf(service: Service): readonly Setting[] {
  if (alibabaAnnotation(service, 'connection-drain')?.text !== 'on') return [];
  return settingFrom(alibabaAnnotation(service, 'connection-drain-timeout'), {
    key: 'connection-drain-timeout',
    unitMs: 1_000,
    rangeMs: [10_000, 900_000],
  });
}
