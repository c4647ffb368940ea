import type { Manifest } from './manifest.ts';

/** What a Service of type LoadBalancer selects here. */
export const LABELS = { app: 'chat' };

/** A Service of type LoadBalancer with these annotations. */
export function loadBalancer(
  annotations: Readonly<Record<string, string>>,
  loadBalancerClass?: string,
) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'controller', annotations },
    spec: {
      type: 'LoadBalancer',
      selector: LABELS,
      ports: [{ port: 443, targetPort: 8080 }],
      ...(loadBalancerClass === undefined ? {} : { loadBalancerClass }),
    },
  };
}

const ALIBABA = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-';
const AWS = 'service.beta.kubernetes.io/aws-load-balancer-';

/** A Service that gets a balancer of this kind. */
export const BALANCERS: Readonly<Record<string, Manifest>> = {
  'alibaba-slb': loadBalancer({ [`${ALIBABA}spec`]: 'slb.s1.small' }),
  'alibaba-clb': loadBalancer({ [`${ALIBABA}spec`]: 'slb.s1.small' }),
  'alibaba-slb-http': loadBalancer({ [`${ALIBABA}protocol-port`]: 'https:443' }),
  'alibaba-nlb': loadBalancer({}, 'alibabacloud.com/nlb'),
  'aws-nlb': loadBalancer({}, 'service.k8s.aws/nlb'),
  'aws-nlb-tls': loadBalancer({ [`${AWS}ssl-cert`]: 'arn:aws:acm:example' }, 'service.k8s.aws/nlb'),
  'aws-nlb-in-tree': loadBalancer({ [`${AWS}type`]: 'nlb' }),
  'aws-clb': loadBalancer({ [`${AWS}scheme`]: 'internet-facing' }),
  'aws-clb-http': loadBalancer({ [`${AWS}backend-protocol`]: 'http' }),
  'civo-lb': loadBalancer({ 'kubernetes.civo.com/firewall-id': 'a' }),
  'do-lb-http': loadBalancer({ 'service.beta.kubernetes.io/do-loadbalancer-protocol': 'https' }),
  'hetzner-lb-http': loadBalancer({ 'load-balancer.hetzner.cloud/protocol': 'https' }),
  'ibm-vpc-alb': loadBalancer({
    'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': 'public',
  }),
  octavia: loadBalancer({ 'loadbalancer.openstack.org/flavor-id': 'a' }),
  'scaleway-lb': loadBalancer({ 'service.beta.kubernetes.io/scw-loadbalancer-type': 'LB-S' }),
  'stackit-lb': loadBalancer({ 'lb.stackit.cloud/internal-lb': 'true' }),
  'vultr-lb': loadBalancer({ 'service.beta.kubernetes.io/vultr-loadbalancer-label': 'a' }),
  'azure-lb-reset': loadBalancer({ 'service.beta.kubernetes.io/azure-dns-label-name': 'chat' }),
  'azure-lb-silent': loadBalancer({
    'service.beta.kubernetes.io/azure-load-balancer-disable-tcp-reset': 'true',
  }),
  'huawei-elb': loadBalancer({ 'kubernetes.io/elb.class': 'union' }),
  'oci-lb': loadBalancer({ 'service.beta.kubernetes.io/oci-load-balancer-shape': '100Mbps' }),
};
