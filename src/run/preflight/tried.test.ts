import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RefusedRecord } from '../../journal/record.ts';
import type { Refusal } from '../../outcome/ending.ts';
import { catalogued, ingress, pathOf, pod, target } from '../../testing/explain/fixtures.ts';
import { scenarioOf } from '../../testing/scenarios.ts';
import type { Rehearsed } from './trial-dial.ts';
import { checkTried } from './tried.ts';

const PATH = pathOf(catalogued('slb', 'haproxy'), ingress(), pod());
const SCENARIO = scenarioOf({ path: PATH, targets: [target('wss', 'wss', PATH)] });

function checked(refusal: Refusal, more: Partial<Rehearsed> = {}) {
  const refused: RefusedRecord = {
    type: 'refused',
    id: 0,
    atMs: 1,
    target: 0,
    member: 0,
    tookMs: 1,
    refusal,
  };
  return checkTried(SCENARIO, [{ target: 'wss', refused, ...more }])[0]!;
}

test('a refused trial says why, and what to do about this refusal', () => {
  const { state, found, fix } = checked({ phase: 'tls', code: 'alpn', detail: 'h2' });
  assert.equal(state, 'bad');
  assert.match(found, /^refused at tls: alpn \(h2\): the server chose h2 by ALPN/);
  assert.equal(fix, 'offer http/1.1 only: alpn: [http/1.1] in the target');
  assert.match(checked({ phase: 'upgrade', code: '404' }).fix!, /check the path/);
});

test('a trial that a PROXY header helps blames neither certificate nor path', () => {
  const { found, fix } = checked({ phase: 'tls', code: 'rst' }, { wantsProxyHeader: true });
  assert.match(found, /is answered when a PROXY header comes first/);
  assert.match(fix!, /PROXY protocol/);
  assert.doesNotMatch(`${found} ${fix}`, /certificate|path/);
});
