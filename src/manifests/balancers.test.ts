import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Inventory } from '../objects/inventory.ts';
import { balancerOf, providerOf } from './balancers.ts';
import { readManifests } from './read.ts';

const SERVICE = (rest: string) => `
apiVersion: v1
kind: Service
metadata: { name: chat }
spec: { type: LoadBalancer, ports: [{ port: 443 }]${rest} }
---
`;
const node = (providerID: string, labels = '{}') => `
apiVersion: v1
kind: Node
metadata: { name: a, labels: ${labels} }
spec: { providerID: "${providerID}" }
---
`;
const storage = (provisioner: string) => `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: a }
provisioner: ${provisioner}
---
`;

function cloudOf(others: string, rest = ''): string | undefined {
  const { objects, problems } = readManifests(SERVICE(rest) + others, 'm.yaml');
  assert.deepEqual(problems, []);
  const inventory = new Inventory(objects);
  return providerOf(inventory.services[0]!, inventory)?.name;
}

test('a Service that says nothing is of the cloud that the rest of the cluster shows', () => {
  const cases: readonly (readonly [others: string, cloud: string | undefined])[] = [
    [node('gce://project/zone/a'), 'Google Cloud'],
    [node('aws:///eu-west-1a/i-0'), 'AWS'],
    [node('', '{ lke.linode.com/pool-id: "1" }'), 'Linode (Akamai)'],
    [storage('disk.csi.azure.com'), 'Azure'],
    [storage('rancher.io/local-path'), undefined],
    [node('aws:///eu-west-1a/i-0') + storage('pd.csi.storage.gke.io'), undefined],
    ['', undefined],
  ];
  for (const [others, cloud] of cases) assert.equal(cloudOf(others), cloud, others);
});

test('a class that nobody knows is somebody else, wherever the cluster runs', () => {
  assert.equal(cloudOf(node('aws:///a/i-0'), ', loadBalancerClass: example.com/own'), undefined);
  assert.equal(cloudOf('', ', loadBalancerClass: kube-vip.io/kube-vip-class'), 'kube-vip');
});

test('an object of the same kind in the API group of another product shows nothing', () => {
  const policy = (group: string) => `
apiVersion: ${group}/v1
kind: HealthCheckPolicy
metadata: { name: a }
spec: {}
---
`;
  assert.equal(cloudOf(policy('networking.gke.io')), 'Google Cloud');
  assert.equal(cloudOf(policy('alb.networking.azure.io')), 'Azure');
});

test('a Service without a type on AWS may be an NLB where the AWS Load Balancer Controller is installed', () => {
  const params = `
apiVersion: elbv2.k8s.aws/v1beta1
kind: IngressClassParams
metadata: { name: alb }
---
`;
  const { objects } = readManifests(SERVICE('') + params, 'm.yaml');
  const inventory = new Inventory(objects);
  const balancer = balancerOf(inventory.services[0]!, 443, inventory);
  assert.equal(balancer?.kind, 'aws-clb');
  assert.ok(balancer.settings.some((setting) => 'unread' in setting));
});
