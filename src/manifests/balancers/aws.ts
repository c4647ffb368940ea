import type { Field } from '../../objects/field.ts';
import type { Service } from '../../objects/service.ts';
import type { Setting } from '../hop.ts';
import { hasPrefix, type Provider, settingFrom } from './balancer.ts';

const PREFIX = 'service.beta.kubernetes.io/aws-load-balancer-';

/** One AWS annotation. */
export function awsAnnotation({ annotations }: Service, name: string): Field | undefined {
  return annotations.get(PREFIX + name);
}

export function isAwsNlb(service: Service): boolean {
  const type = awsAnnotation(service, 'type')?.text ?? '';
  return (
    ['nlb', 'nlb-ip', 'external'].includes(type) ||
    service.loadBalancerClass === 'service.k8s.aws/nlb' ||
    service.loadBalancerClass === 'eks.amazonaws.com/nlb'
  );
}

/** `tcp.idle_timeout.seconds` of the listener of one port. */
export function awsListenerIdle(service: Service, port: number): Field | undefined {
  const key = [...service.annotations.keys()].find((name) =>
    new RegExp(`^${PREFIX}listener-attributes\\.[A-Z_]+-${port}$`).test(name),
  );
  const field = key === undefined ? undefined : service.annotations.get(key);
  return /tcp\.idle_timeout\.seconds=/.test(field?.text ?? '') ? field : undefined;
}

export const aws: Provider = {
  name: 'AWS',
  claims: (service) =>
    hasPrefix(service, PREFIX) ||
    /(^|\.)k8s\.aws\/|amazonaws\.com\//.test(service.loadBalancerClass ?? ''),
  balancerOf: (service) => {
    const isNlb = isAwsNlb(service);
    const targets = awsAnnotation(service, 'nlb-target-type')?.text;
    return {
      kind: isNlb ? 'aws-nlb' : 'aws-clb',
      settings: isNlb ? nlbSettings(service) : clbSettings(service),
      isDirect: isNlb && (targets === 'ip' || awsAnnotation(service, 'type')?.text === 'nlb-ip'),
    };
  },
};

function nlbSettings(service: Service): readonly Setting[] {
  return service.ports.flatMap(({ port }) => {
    const field = awsListenerIdle(service, port);
    const seconds = /tcp\.idle_timeout\.seconds=(\d{1,9})/.exec(field?.text ?? '')?.[1];
    if (field === undefined || seconds === undefined) return [];
    return [{ key: 'idle-timeout', ms: Number(seconds) * 1_000, at: field.at, onlyPort: port }];
  });
}

function clbSettings(service: Service): readonly Setting[] {
  const isDraining = awsAnnotation(service, 'connection-draining-enabled')?.text === 'true';
  return [
    ...settingFrom(awsAnnotation(service, 'connection-idle-timeout'), {
      key: 'idle-timeout',
      unitMs: 1_000,
    }),
    ...(isDraining
      ? settingFrom(awsAnnotation(service, 'connection-draining-timeout'), {
          key: 'connection-draining-timeout',
          unitMs: 1_000,
        })
      : []),
  ];
}
