import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { checkManifests } from '../check.ts';
import type { SourceFile } from '../subject.ts';
import { fixAll } from './fix-all.ts';

const MANIFESTS = path.resolve(import.meta.dirname, '../../../src/testing/manifests');

const OPTIONS = {
  isFile: (file: string) => file !== '-',
  check: (files: readonly SourceFile[]) => checkManifests(files),
};

test('whatever is wrong in the corpus: fixing loses no comment and no object, adds no error, and is done after once', () => {
  for (const rule of fs.readdirSync(MANIFESTS, { withFileTypes: true })) {
    if (!rule.isDirectory()) continue;
    const source = fs.readFileSync(path.join(MANIFESTS, rule.name, 'wrong.yaml'), 'utf8');
    const text = source
      .replace(/$/m, ' # a remark')
      .replaceAll('\nmetadata:', '\nmetadata: # kept');
    const before = checkManifests([{ file: 'a.yaml', text }]);
    const { files, checked, refused } = fixAll([{ file: 'a.yaml', text }], OPTIONS);
    const fixed = files[0]?.text ?? text;
    const comments = (one: string) => one.match(/#.*/g)?.length;
    assert.equal(comments(fixed), comments(text), rule.name);
    assert.ok(checked.problems.length <= before.problems.length, rule.name);
    const errors = ({ findings }: typeof before) =>
      findings.filter(({ severity }) => severity === 'error').length;
    assert.ok(errors(checked) <= errors(before), rule.name);
    const again = fixAll([{ file: 'a.yaml', text: fixed }], OPTIONS);
    assert.deepEqual(again.files, [], `${rule.name}\n${again.files[0]?.diff}`);
    assert.equal(again.refused.length, refused.length, rule.name);
  }
});

test('a change that brings another error is taken back, and the others are made', () => {
  const text = `apiVersion: v1
kind: ConfigMap
metadata: { name: ingress-nginx-controller, namespace: ingress-nginx }
data:
  worker-shutdown-timeout: 3600s
  use-gzip: "false"
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress-nginx-controller, namespace: ingress-nginx }
spec:
  template:
    spec:
      terminationGracePeriodSeconds: 3900
      containers:
        - image: registry.k8s.io/ingress-nginx/controller:v1.15.1
          args: [/nginx-ingress-controller, --configmap=ingress-nginx/ingress-nginx-controller]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: chat
  annotations:
    nginx.ingress.kubernetes.io/proxy-read-timeout: "10800"
spec:
  ingressClassName: nginx
  rules: [{ host: a.example, http: { paths: [{ path: /, backend: { service: { name: a, port: { number: 1 } } } }] } }]
`;
  const { files, refused } = fixAll([{ file: 'a.yaml', text }], OPTIONS);
  assert.deepEqual(
    refused.map(({ rule }) => rule),
    ['NGX-RELOAD-CAPS-LIFETIME'],
  );
  assert.match(files[0]?.diff ?? '', /^\+ {2}error-log-level: info$/m);
  assert.match(files[0]?.text ?? '', /worker-shutdown-timeout: 3600s/);
});

test('what is not a file is not changed', () => {
  const text = fs.readFileSync(path.join(MANIFESTS, 'ngx-timeout-has-unit/wrong.yaml'), 'utf8');
  assert.deepEqual(fixAll([{ file: '-', text }], OPTIONS).files, []);
  assert.equal(fixAll([{ file: 'a.yaml', text }], OPTIONS).files.length, 1);
});
