import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { realSystem } from '../../cli/system.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import type { ClusterChange } from './cluster-changes.ts';
import { ClusterWatch } from './cluster-watch.ts';

const SYSTEM = realSystem();

/** A kubectl that is a script of ours: it gets the kind as $2. */
async function withKubectl(
  script: string | undefined,
  act: (watched: Watching) => Promise<void>,
): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-kubectl-'));
  if (script !== undefined) {
    const text = `#!/bin/sh\ncd '${folder}'\necho "$@" >> calls\n${script}\nexec sleep 1000\n`;
    fs.writeFileSync(path.join(folder, 'kubectl'), text, { mode: 0o755 });
  }
  const watching = new Watching(folder, script !== undefined);
  try {
    await act(watching);
  } finally {
    await watching.watch.stop();
    fs.rmSync(folder, { recursive: true });
  }
}

class Watching {
  readonly folder: string;
  readonly watch: ClusterWatch;
  readonly changes: ClusterChange[] = [];
  readonly warnings: string[] = [];

  constructor(folder: string, hasKubectl: boolean) {
    this.folder = folder;
    const commands = hasKubectl ? `${folder}:${SYSTEM.env.PATH}` : folder;
    this.watch = new ClusterWatch({
      cluster: { context: 'test', namespace: 'prod' },
      path: { hops: [{ id: 'in', kind: 'ingress-nginx', role: 'ingress', limits: [] }] },
      host: { ...SYSTEM, env: { ...SYSTEM.env, PATH: commands } },
      onChange: (change) => this.changes.push(change),
      onWarning: (message) => this.warnings.push(message),
    });
  }
}

/** The lines of a file, once it has so many. */
async function linesOf(file: string, count: number): Promise<readonly string[]> {
  for (;;) {
    const lines = fs.readFileSync(file, 'utf8').trim().split('\n');
    if (lines.length >= count) return lines;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function printed(generation: number): string {
  const metadata = { uid: 'u', name: 'web', namespace: 'prod', generation };
  return JSON.stringify({ type: 'MODIFIED', object: { metadata } }, null, 4);
}

test('a watch tells what changes, asks for one kind each, and starts again when the server ends it', () =>
  withKubectl(
    `if [ "$2" = ingresses ]; then
  if [ -f second ]; then echo '${printed(2)}'; else touch second; echo '${printed(1)}'; exit 0; fi
fi`,
    async (watching) => {
      await waitUntil(() => watching.changes.length === 1);
      const label = 'ingress prod/web changed';
      assert.deepEqual(watching.changes, [{ label, hop: 'in', event: 'reload' }]);
      assert.deepEqual(watching.warnings, []);
      const calls = await linesOf(path.join(watching.folder, 'calls'), 7);
      const rest = '--output-watch-events --output=json --namespace=prod --context=test';
      const first = ['pods', 'endpointslices', 'ingresses', 'configmaps', 'deployments'];
      assert.deepEqual(
        [...calls].sort(),
        [
          `get events --watch-only ${rest}`,
          ...[...first, 'ingresses'].map((kind) => `get ${kind} --watch ${rest}`),
        ].sort(),
      );
    },
  ));

test("a watch that fails is told once with kubectl's own words, and is tried again", () =>
  withKubectl(
    `if [ "$2" = configmaps ]; then
  echo x >> tries
  [ "$(wc -l < tries)" -gt 2 ] || { echo 'E1123 05:54:40 noise' >&2; echo 'Error from server (Forbidden): no' >&2; exit 1; }
  echo '{"type":"ADDED","object":{"metadata":{"uid":"c","name":"tcp-services","namespace":"prod"},"data":{"80":"a"}}}'
  echo '{"type":"MODIFIED","object":{"metadata":{"uid":"c","name":"tcp-services","namespace":"prod"},"data":{"80":"b"}}}'
fi`,
    async (watching) => {
      await waitUntil(() => watching.changes.length === 1);
      assert.deepEqual(watching.changes, [
        { label: 'configmap prod/tcp-services changed', hop: 'in', event: 'reload' },
      ]);
      assert.deepEqual(watching.warnings, [
        'configmaps of the cluster are not watched for now: Error from server (Forbidden): no',
      ]);
    },
  ));

test('without kubectl there is one warning', () =>
  withKubectl(undefined, async (watching) => {
    await waitUntil(() => watching.warnings.length > 0);
    await watching.watch.stop();
    assert.deepEqual(watching.warnings, ['the cluster is not watched: kubectl is not in PATH']);
  }));

test('a cluster that never rests is told up to a limit, and how much was left out', () =>
  withKubectl(
    `if [ "$2" = events ]; then
  yes '{"type":"ADDED","object":{"metadata":{"uid":"e","name":"e"},"reason":"RELOAD","involvedObject":{"kind":"Pod","name":"controller"}}}' | head -n 3000
  touch done
fi`,
    async (watching) => {
      await waitUntil(() => watching.changes.length >= 500);
      await waitUntil(() => fs.existsSync(path.join(watching.folder, 'done')));
      await watching.watch.stop();
      assert.match(
        watching.warnings.join(),
        /^\d+ changes of the cluster were left out: there were too many$/,
      );
      const leftOut = Number.parseInt(watching.warnings[0]!, 10);
      assert.ok(leftOut > 2_000 && watching.changes.length + leftOut <= 3_000);
    },
  ));
