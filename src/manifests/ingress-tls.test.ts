import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Inventory } from '../objects/inventory.ts';
import { speaksTls } from './ingress-tls.ts';
import { readManifests } from './read.ts';

const ingress = (className: string, tls: string) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: a${tls.length}${className} }
spec: { ingressClassName: ${className}, tls: [${tls}] }
`;

test('a certificate for a host holds for all Ingresses of its class', () => {
  const text = [
    ingress('nginx', ''),
    ingress('nginx', '{ hosts: [chat.example.com] }'),
    ingress('nginx', '{ hosts: ["*.wild.example.com"] }'),
    ingress('other', ''),
  ].join('---\n');
  const inventory = new Inventory(readManifests(text, 'a.yaml').objects);
  const speaks = (index: number, host: string | undefined) =>
    speaksTls(inventory.ingresses[index]!, { host, inventory });
  assert.equal(speaks(0, 'chat.example.com'), true);
  assert.equal(speaks(0, 'a.wild.example.com'), true);
  assert.equal(speaks(0, 'wild.example.com'), false);
  assert.equal(speaks(0, 'other.example.com'), false);
  assert.equal(speaks(0, undefined), false);
  assert.equal(speaks(3, 'chat.example.com'), false);
});
