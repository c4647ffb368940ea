import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withSharedPorts } from './from-scenario.ts';
import { pathOf } from './lab-clients.test.ts';

test('targets of one port share a listener, and faults follow it', () => {
  const shared = withSharedPorts({
    path: pathOf({}),
    listeners: [
      { port: 80, transport: 'tcp', target: 'busy' },
      { port: 80, transport: 'tcp', target: 'silent' },
      { port: 443, transport: 'wss', target: 'wss' },
    ],
    faults: [
      { atMs: 0, hop: 'slb', kind: 'rst', target: 'silent' },
      { atMs: 0, hop: 'slb', kind: 'rst', target: 'wss' },
      { atMs: 0, hop: 'slb', kind: 'rst' },
    ],
  });
  assert.deepEqual(
    shared.listeners.map(({ target }) => target),
    ['busy', 'wss'],
  );
  assert.deepEqual(
    shared.faults.map(({ target }) => target),
    ['busy', 'wss', undefined],
  );
});
