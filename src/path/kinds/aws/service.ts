import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { Service } from '../../../objects/service.ts';
import { type Balancer, type BalancerOwnership, hasPrefix } from '../../ownership.ts';
import type { NoUpgrade } from '../../path.ts';
import type { Setting } from '../../setting.ts';
import { attributesIn, merged, nlbTargetSettings } from './target-group.ts';

export const AWS_PREFIX = 'service.beta.kubernetes.io/aws-load-balancer-';

/** Controllers of Ingresses and Gateways that come with the AWS Load Balancer Controller, or with EKS itself. */
const LBC_CONTROLLERS = [
  'ingress.k8s.aws/alb',
  'eks.amazonaws.com/alb',
  'gateway.k8s.aws/alb',
  'gateway.k8s.aws/nlb',
];

/** Objects that only that controller reads. */
export const LBC_OBJECTS = {
  IngressClassParams: ['elbv2.k8s.aws', 'eks.amazonaws.com'],
  TargetGroupBinding: ['elbv2.k8s.aws', 'eks.amazonaws.com'],
  LoadBalancerConfiguration: ['gateway.k8s.aws'],
  TargetGroupConfiguration: ['gateway.k8s.aws'],
};

/** One AWS annotation. */
export function awsAnnotation({ annotations }: Service, name: string): Field | undefined {
  return annotations.get(AWS_PREFIX + name);
}

export function isAwsNlb(service: Service): boolean {
  return isByLoadBalancerController(service) || isInTreeNlb(service);
}

/** `nlb` is the type of the controller inside the cloud provider, unless a class hands the Service over. */
export function isInTreeNlb(service: Service): boolean {
  return awsAnnotation(service, 'type')?.text === 'nlb' && service.loadBalancerClass === undefined;
}

function isByLoadBalancerController(service: Service): boolean {
  const type = awsAnnotation(service, 'type')?.text ?? '';
  return (
    ['nlb-ip', 'external'].includes(type) ||
    service.loadBalancerClass === 'service.k8s.aws/nlb' ||
    service.loadBalancerClass === 'eks.amazonaws.com/nlb'
  );
}

/** True when the load balancer ends TLS on this port: it has a certificate for it. */
export function endsTls(service: Service, port: number): boolean {
  const certificate = awsAnnotation(service, 'ssl-cert')?.text ?? '';
  if (certificate === '') return false;
  const ports = (awsAnnotation(service, 'ssl-ports')?.text ?? '*').split(',');
  const name = service.ports.find((one) => one.port === port)?.name;
  return ports.some((one) => ['*', String(port), name].includes(one.trim()));
}

/** Which Services get an NLB or a Classic ELB of AWS. */
export const awsBalancers: BalancerOwnership = {
  name: 'AWS',
  claims: ({ annotations, loadBalancerClass }) =>
    hasPrefix(annotations, [AWS_PREFIX]) ||
    /(^|\.)k8s\.aws\/|amazonaws\.com\//.test(loadBalancerClass ?? ''),
  cluster: {
    providerIds: ['aws://'],
    nodeLabels: ['eks.amazonaws.com/', 'alpha.eksctl.io/', 'topology.k8s.aws/'],
    provisioners: ['ebs.csi.aws.com', 'ebs.csi.eks.amazonaws.com', 'kubernetes.io/aws-ebs'],
    objects: LBC_OBJECTS,
    controllers: LBC_CONTROLLERS,
  },
  balancerOf: (service, port, inventory) =>
    isAwsNlb(service) ? networkBalancer(service, port) : classicBalancer(service, port, inventory),
  sendsProxyProtocol,
};

function networkBalancer(service: Service, port: number): Balancer {
  const type = awsAnnotation(service, 'type')?.text;
  const isTls = endsTls(service, port);
  const targets = awsAnnotation(service, 'nlb-target-type')?.text;
  return {
    kind: nlbKind(service, isTls),
    listener: isTls ? 'tls' : 'tcp',
    isDirect: !isInTreeNlb(service) && (targets === 'ip' || type === 'nlb-ip'),
    // The controller inside the cloud provider sets attributes neither of listeners nor of draining.
    isUnmanaged: isInTreeNlb(service),
    settings: nlbTargetSettings(targetAttributes(service, port)),
  };
}

function nlbKind(service: Service, isTls: boolean): string {
  if (isTls) return 'aws-nlb-tls';
  return isInTreeNlb(service) ? 'aws-nlb-in-tree' : 'aws-nlb';
}

/** Those of one port before those of all. */
function targetAttributes(service: Service, port: number) {
  return merged(
    attributesIn(awsAnnotation(service, `target-group-attributes.${port}`)),
    attributesIn(awsAnnotation(service, 'target-group-attributes')),
  );
}

/** A classic ELB, unless the AWS Load Balancer Controller takes Services that name no type (its webhook does, since 2.5). */
function classicBalancer(service: Service, port: number, inventory: Inventory): Balancer {
  const isHttp = /^https?$/i.test(awsAnnotation(service, 'backend-protocol')?.text ?? '');
  const isTls = endsTls(service, port);
  const plain = isHttp ? 'http' : 'tcp';
  const encrypted = isHttp ? 'https' : 'tls';
  return {
    kind: isHttp ? 'aws-clb-http' : 'aws-clb',
    listener: isTls ? encrypted : plain,
    isDirect: false,
    settings: doubtOfController(service, inventory),
    ...(isHttp && { noUpgrade: httpListener(service) }),
  };
}

/** A WebSocket needs a TCP or SSL listener. */
function httpListener(service: Service): NoUpgrade {
  const field = awsAnnotation(service, 'backend-protocol');
  return {
    setting: 'aws-load-balancer-backend-protocol: tcp (or ssl)',
    why: 'an HTTP listener of a classic ELB does not pass on an upgrade',
    at: field?.at ?? service.object.at,
    fix: [`${AWS_PREFIX}backend-protocol: tcp`],
    reference:
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html',
  };
}

/** What the classic ELB alone reads decides for it. */
const CLASSIC_ONLY = [
  'connection-idle-timeout',
  'connection-draining-enabled',
  'connection-draining-timeout',
];

function doubtOfController(service: Service, inventory: Inventory): readonly Setting[] {
  const hasController =
    Object.keys(LBC_OBJECTS).some((kind) => inventory.of(kind).length > 0) ||
    inventory.workloads.some(({ containers }) =>
      containers.some(({ image }) => image.includes('aws-load-balancer-controller')),
    );
  const isClassic = CLASSIC_ONLY.some((name) => awsAnnotation(service, name) !== undefined);
  if (!hasController || isClassic) return [];
  const what =
    'the AWS Load Balancer Controller, which makes an NLB of a Service without a class by default,';
  return [{ unread: { what, at: service.object.at } }];
}

function sendsProxyProtocol(service: Service, port: number): boolean {
  if (awsAnnotation(service, 'proxy-protocol')?.text === '*') return true;
  const ports = awsAnnotation(service, 'proxy-protocol-per-target-group')?.text;
  if (ports !== undefined && !isInTreeNlb(service))
    return ports.split(',').some((one) => one.trim() === String(port));
  return targetAttributes(service, port).get('proxy_protocol_v2.enabled')?.value === 'true';
}
