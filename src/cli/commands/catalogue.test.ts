import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT } from '../../base/exit-codes.ts';
import { CATALOGUE } from '../../path/catalogue/all.ts';
import type { CatalogueEntry } from '../../path/catalogue/entry.ts';
import type { Terminal } from '../../run/host.ts';
import type { System } from '../system.ts';
import { command } from './catalogue.ts';

test('soak catalogue prints every setting within 80 columns and marks what nobody verified', async () => {
  const { code, out } = await run({});
  assert.equal(code, EXIT.passed);
  assert.ok(out.includes(`${CATALOGUE.length} settings`));
  assert.match(out, /^ {2}EstablishedTimeout +900 s +idle-bidirectional$/m);
  assert.match(out, /^\? WebSocket idle +100 s +idle-bidirectional$/m);
  for (const line of out.split('\n')) assert.ok(line.length <= 80, line);
});

test('soak catalogue <kind of hop> tells everything about its settings', async () => {
  const { out } = await run({ kind: 'alibaba-slb' });
  assert.ok(out.includes('alibaba-clb-tcp-established-timeout'));
  assert.ok(out.includes('range      10-900 s'));
  assert.ok(out.includes('TCP keep-alive yes'));
  assert.ok(!out.includes('aws-'));
});

test('soak catalogue finds sorts of settings, ids and parts of names', async () => {
  for (const kind of ['max-age', 'gcp-appLB-backend-timeout', 'BackendConfig'])
    assert.ok((await run({ kind })).out.includes('backendService.timeoutSec'), kind);
});

test('soak catalogue --json gives the entries as they are', async () => {
  const { out } = await run({ kind: 'aws-nlb', json: true });
  const entries: readonly CatalogueEntry[] = JSON.parse(out);
  assert.deepEqual(
    entries.map(({ id }) => id),
    [
      'aws-nlb-tcp-idle-timeout',
      'aws-nlb-tls-idle-timeout',
      'aws-nlb-deregistration-delay',
      'aws-nlb-unhealthy-termination',
    ],
  );
});

test('soak catalogue says what it knows when it does not find a word', async () => {
  const { code, error } = await run({ kind: 'ingres-nginx' });
  assert.equal(code, EXIT.invalid);
  assert.match(error, /Cannot find 'ingres-nginx'.*\n.*ingress-nginx/);
});

async function run(args: Record<string, unknown>) {
  const written = { out: '', error: '' };
  const terminal = (name: 'out' | 'error'): Terminal => ({
    write: (text) => {
      written[name] += text;
    },
    isTTY: false,
    columns: 80,
    rows: 24,
  });
  const system = { stdout: terminal('out'), stderr: terminal('error') } as unknown as System;
  return { code: await command.run(args, system), ...written };
}
