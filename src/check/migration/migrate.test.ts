import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkManifests } from '../check.ts';
import { compareSets, keepsPromises } from './migrate.ts';

function proxy(options: string) {
  const text = `apiVersion: projectcontour.io/v1
kind: HTTPProxy
metadata:
  name: chat
spec:
  virtualhost: { fqdn: chat.example.com }
  routes:
    - conditions: [{ prefix: /socket }]
      services: [{ name: chat, port: 80 }]
${options}`;
  return checkManifests([{ file: 'a.yaml', text }]);
}

test('a new way that refuses the upgrade does not keep the promises of the old one', () => {
  const [passes, refuses] = [proxy('      enableWebsockets: true\n'), proxy('')];
  const lost = compareSets(passes, refuses);
  assert.equal(lost.ways[0]?.lostUpgrade?.setting, 'enableWebsockets');
  assert.equal(keepsPromises(lost), false);
  const same = compareSets(passes, passes);
  assert.deepEqual([same.ways[0]?.lostUpgrade, keepsPromises(same)], [undefined, true]);
});
