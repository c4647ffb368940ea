import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SoakFolder } from '../testing/soak-process.ts';

const SCENARIO = `soak: 1
name: keep-alive
path:
  - { hop: ingress, kind: ingress-nginx, proxy-read-timeout: 60s }
  - { hop: node, kind: conntrack, established-timeout: 2s, scaled: true }
  - { hop: pod, kind: pod }
targets:
  a: { wss: "wss://lab/", connections: 20, keepalive: { after: 1s } }
load: { ramp: 300ms, hold: 5s, drain: 100ms }
lab: true
`;

test('keep-alive restarts no clock behind what terminates TCP: the plan says so, and the run drops all', async () => {
  const folder = new SoakFolder();
  try {
    folder.write('scenario.yaml', SCENARIO);
    const plan = folder.start(['plan', 'scenario.yaml']);
    assert.equal(await plan.exitCode(), 0, plan.stderr);
    assert.match(plan.stdout, /✗ node +nf_conntrack_tcp_timeout_established/);
    assert.match(plan.stdout, /result +dies at node\s+nf_conntrack_tcp_timeout_established\s+2 s/);
    const run = folder.start(['run', 'scenario.yaml']);
    assert.equal(await run.exitCode(), 1, run.stdout + run.stderr);
    const [target] = folder.summary().targets;
    assert.equal(target!.dropped, 20, run.stdout);
  } finally {
    folder.remove();
  }
});
