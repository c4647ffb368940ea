import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathsFromManifests } from '../../../manifests/paths.ts';
import { readManifests } from '../../../manifests/read.ts';

/** The way of an Ingress that an ALB serves. */
function wayWith(annotations: string, params = ''): string | undefined {
  const text = `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: alb }
spec:
  controller: ingress.k8s.aws/alb
  parameters: { apiGroup: elbv2.k8s.aws, kind: IngressClassParams, name: alb }
---
apiVersion: elbv2.k8s.aws/v1beta1
kind: IngressClassParams
metadata: { name: alb }
spec: { ${params} }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: chat
  annotations: { ${annotations} }
spec:
  ingressClassName: alb
  rules:
    - host: chat.example.com
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: chat, port: { number: 80 } } } }] }
`;
  const { objects, problems } = readManifests(text, 'a.yaml');
  assert.deepEqual(problems, []);
  return pathsFromManifests(objects).routes[0]?.name;
}

test('an ALB speaks TLS where HTTPS is among its ports, or a certificate is named and no port', () => {
  const [secure, plain] = ['wss://chat.example.com/', 'ws://chat.example.com/'];
  const ports = (list: string) => `alb.ingress.kubernetes.io/listen-ports: '${list}'`;
  const certificate = 'alb.ingress.kubernetes.io/certificate-arn: arn:aws:acm:eu-west-1:1:x';
  assert.equal(wayWith(''), plain);
  assert.equal(wayWith(certificate), secure);
  assert.equal(wayWith(ports('[{"HTTPS":443}]')), secure);
  assert.equal(wayWith(ports('[{"HTTP": 80}, {"HTTPS": 443}]')), secure);
  assert.equal(wayWith(`${ports('[{"HTTP":80}]')}, ${certificate}`), plain);
  assert.equal(wayWith('', 'certificateArn: [arn:aws:acm:eu-west-1:1:x]'), secure);
});
