import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Inventory } from '../objects/inventory.ts';
import { controllerOf } from './ingress-class.ts';
import { readManifests } from './read.ts';

const ingress = (name: string, { of = 'nginx', annotation = 'a: b' } = {}) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${name}, annotations: { ${annotation} } }
spec: { ingressClassName: ${of}, defaultBackend: { service: { name: chat, port: { number: 80 } } } }
`;

const ingressClass = (name: string, controller: string) => `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: ${name} }
spec: { controller: ${controller} }
`;

const deployment = (image: string, args = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: controller }
spec: { template: { metadata: { labels: { app: c } }, spec: { containers: [{ image: "${image}", args: [${args}] }] } } }
`;

/** The kind that serves each Ingress, in order. */
function kinds(...texts: readonly string[]): readonly (string | undefined)[] {
  const { objects, problems } = readManifests(texts.join('---\n'), 'a.yaml');
  assert.deepEqual(problems, []);
  const inventory = new Inventory(objects);
  return inventory.ingresses.map((one) => controllerOf(one, inventory).kind);
}

const F5_ANNOTATION = 'nginx.org/proxy-read-timeout: 60s';
const NGINX_ANNOTATION = 'nginx.ingress.kubernetes.io/proxy-read-timeout: "60"';
const INGRESS_NGINX_IMAGE = 'registry.k8s.io/ingress-nginx/controller:v1.15.1';

test('one class has one controller: the annotations of one Ingress speak for all', () => {
  assert.deepEqual(kinds(ingress('a', { annotation: F5_ANNOTATION }), ingress('b')), [
    'f5-nginx-ingress',
    'f5-nginx-ingress',
  ]);
  const two = [NGINX_ANNOTATION, NGINX_ANNOTATION, F5_ANNOTATION];
  assert.deepEqual(
    new Set(kinds(...two.map((annotation, index) => ingress(`i${index}`, { annotation })))),
    new Set(['ingress-nginx']),
  );
});

test('an installation that serves a class decides before annotations do', () => {
  const f5 = ingress('a', { annotation: F5_ANNOTATION });
  const flags = '--ingress-class=nginx';
  assert.deepEqual(kinds(f5, deployment(INGRESS_NGINX_IMAGE, flags)), ['ingress-nginx']);
  assert.deepEqual(kinds(ingress('a'), deployment('nginx/nginx-ingress:5.4')), [
    'f5-nginx-ingress',
  ]);
});

test('a controller string may have the name of its class behind it', () => {
  for (const [controller, kind] of [
    ['haproxy.org/ingress-controller/haproxy', 'haproxytech-ingress'],
    ['haproxy-ingress.github.io/controller/staging', 'haproxy-ingress'],
    ['k8s.io/ingress-nginx', 'ingress-nginx'],
    ['k8s.io/internal-ingress-nginx', 'ingress-nginx'],
    ['k8s.io/nginx-private', 'ingress-nginx'],
    ['example.com/haproxy.org/ingress-controller', undefined],
  ] as const)
    assert.deepEqual(kinds(ingress('a', { of: 'x' }), ingressClass('x', controller)), [kind]);
});

test('a controller string of its own is known by the flag that sets it', () => {
  const own = [ingress('a', { of: 'x' }), ingressClass('x', 'example.com/edge')];
  assert.deepEqual(kinds(...own), [undefined]);
  const flags = '--controller-class=example.com/edge';
  assert.deepEqual(kinds(...own, deployment(INGRESS_NGINX_IMAGE, flags)), ['ingress-nginx']);
});

test('two products share the class haproxy: annotations and images tell them apart', () => {
  const haproxy = (annotation?: string) => ingress('a', { of: 'haproxy', annotation });
  assert.deepEqual(kinds(haproxy()), ['haproxytech-ingress']);
  assert.deepEqual(kinds(haproxy('haproxy-ingress.github.io/timeout-tunnel: 1h')), [
    'haproxy-ingress',
  ]);
  assert.deepEqual(kinds(haproxy(), deployment('quay.io/jcmoraisjr/haproxy-ingress:v0.14')), [
    'haproxy-ingress',
  ]);
});

const classless = (name: string) => ingress(name).replace('ingressClassName: nginx, ', '');

test('an Ingress without a class is what the set says it is, and else not known', () => {
  assert.deepEqual(kinds(classless('a')), [undefined]);
  assert.deepEqual(kinds(classless('a'), ingressClass('x', 'traefik.io/ingress-controller')), [
    'traefik',
  ]);
  const two = [
    ingressClass('x', 'haproxy.org/ingress-controller/x'),
    ingressClass('y', 'k8s.io/ingress-nginx'),
  ];
  assert.deepEqual(kinds(classless('a'), ...two)[0], undefined);
  const marked = two[1]!.replace(
    'name: y',
    'name: y, annotations: { ingressclass.kubernetes.io/is-default-class: "true" }',
  );
  assert.deepEqual(kinds(classless('a'), two[0]!, marked), ['ingress-nginx']);
  assert.deepEqual(kinds(classless('a'), deployment(INGRESS_NGINX_IMAGE)), ['ingress-nginx']);
  // A mistake that says what was meant.
  const bare = classless('a').replace('a: b', 'proxy-read-timeout: "60"');
  assert.deepEqual(kinds(bare), ['ingress-nginx']);
});

test("a class with nginx in its name is nobody's without support", () => {
  assert.deepEqual(kinds(ingress('a', { of: 'nginx-internal' })), [undefined]);
  assert.deepEqual(kinds(ingress('a', { of: 'nginx-internal', annotation: NGINX_ANNOTATION })), [
    'ingress-nginx',
  ]);
});
