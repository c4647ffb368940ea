import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAllowed, isPublicAddress } from './public-address.ts';

for (const [address, expected] of [
  ['127.0.0.1', false],
  ['127.9.9.9', false],
  ['10.1.2.3', false],
  ['172.15.255.255', true],
  ['172.16.0.1', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['203.0.113.7', true],
  ['::1', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['2001:db8::1', true],
  ['::ffff:10.0.0.1', false],
  ['::ffff:203.0.113.7', true],
  ['no address', true],
] as const) {
  test(`isPublicAddress() says ${expected} to ${address}`, () =>
    assert.equal(isPublicAddress(address), expected));
}

for (const [host, addresses, expected] of [
  ['slb.example.com', ['203.0.113.7'], true],
  ['SLB.example.com', [], true],
  ['ws.example.org', [], true],
  ['example.org', [], false],
  ['evil-example.org', [], false],
  ['other.example.net', ['198.51.100.9', '2001:db8::5'], true],
  ['other.example.net', ['198.51.100.9', '203.0.113.7'], false],
  ['other.example.net', [], false],
  ['192.0.2.1', ['192.0.2.1'], true],
] as const) {
  test(`isAllowed() says ${expected} to ${host} at ${addresses.join(', ') || 'no address'}`, () => {
    const allow = [
      'slb.example.com',
      '*.example.org',
      '198.51.100.0/24',
      '2001:db8::/32',
      '192.0.2.1',
    ];
    assert.equal(isAllowed(host, { allow, addresses }), expected);
  });
}
