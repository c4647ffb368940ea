import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Summary } from '../../analysis/summary/summary.ts';
import { SoakFolder } from '../../testing/soak-process.ts';

const IDLE_MS = 1_000;

function scenarioFor(ports: Readonly<Record<string, string>>): string {
  return `soak: 1
name: two-sided
path:
  - { kind: alibaba-slb, hop: slb }
  - { kind: pod, hop: pod }
targets:
  by-tcp: { tcp: "127.0.0.1:${ports.tcp}", connections: 3, identify: true, silent: true }
  by-ws: { ws: "ws://127.0.0.1:${ports.ws}/link?a=b", connections: 3, identify: true, silent: true }
  nameless: { tcp: "127.0.0.1:${ports.tcp}", connections: 2, silent: true }
load: { ramp: 100ms, hold: 2500ms }
`;
}

test('the log of soak serve says who closed, of every connection that told its name', async (context) => {
  const folder = new SoakFolder();
  context.after(() => folder.remove());
  const log = path.join(folder.path, 'accounts.ndjson');
  const serving = folder.start([
    'serve',
    '--tcp',
    '0',
    '--ws',
    '0',
    '--idle-timeout',
    `${IDLE_MS}ms`,
    '--identity',
    'pod-1',
    '--log',
    log,
  ]);
  await serving.line(/Stop it/);
  const ports = Object.fromEntries(
    [...serving.stdout.matchAll(/^ {2}(\w+) +127\.0\.0\.1:(\d+)$/gm)].map(([, name, port]) => [
      name,
      port,
    ]),
  );
  folder.write('two-sided.yaml', scenarioFor(ports));
  const soak = folder.start(['run', 'two-sided.yaml', '--yes']);
  const code = await soak.exitCode();
  assert.equal(code, 1, soak.stdout + soak.stderr);
  serving.child.kill('SIGTERM');
  await once(serving.child, 'close');
  // Torn, repeated and unsorted, as logs are.
  const lines = fs.readFileSync(log, 'utf8').trimEnd().split('\n');
  fs.writeFileSync(log, [...lines.toReversed(), ...lines, lines[0]!.slice(0, 50)].join('\n'));
  const report = folder.start([
    'report',
    folder.runFolder,
    '--format',
    'json',
    '--backend-log',
    log,
  ]);
  assert.equal(await report.exitCode(), 1, report.stderr);
  const summary = JSON.parse(report.stdout) as Summary;
  const [heard] = summary.logs;
  // The nameless ones are known by their addresses, because nothing between changes these.
  assert.deepEqual([heard!.matched, heard!.unreadable, heard!.repeated], [8, 1, 8]);
  assert.deepEqual(
    heard!.clocks.map(({ clock, pairs }) => [clock, pairs]),
    [['pod-1', 8]],
  );
  const dropped = summary.dropGroups.filter(({ otherSides }) => otherSides.length > 0);
  assert.equal(
    dropped.reduce((sum, { otherSides }) => sum + otherSides[0]!.closedBy.self, 0),
    8,
  );
  for (const { hop, reason, otherSides } of dropped) {
    assert.equal(hop, 'pod', reason);
    assert.equal(otherSides[0]!.ending, 'idle-timeout');
  }
  const why = async (...args: string[]) => {
    const asked = folder.start([
      'report',
      folder.runFolder,
      '--backend-log',
      log,
      '--why',
      ...args,
    ]);
    const exit = await asked.exitCode();
    await asked.closed();
    return { exit, ...asked };
  };
  const first = await why('1');
  assert.equal(first.exit, 0, first.stderr);
  assert.match(first.stdout, /other-side: the backend's log says that pod closed \d of \d itself/);
  const trace = JSON.parse((await why('1', '--format', 'json')).stdout) as { group: number };
  assert.equal(trace.group, 1);
  const none = await why('connection=999999');
  assert.equal(none.exit, 2);
  assert.match(none.stderr, /Cannot answer --why connection=999999/);
});

test('a log that cannot be used is told, with what would be right', async (context) => {
  const folder = new SoakFolder();
  context.after(() => folder.remove());
  const tried = async (...args: string[]) => {
    const run = folder.start(['report', 'reports/x', ...args]);
    assert.equal(await run.exitCode(), 2);
    await run.closed();
    return run.stderr;
  };
  assert.match(
    await tried('--hop-log', 'access.log'),
    /write HOP=FILE, such as ingress=access.log/,
  );
  assert.match(
    await tried('--backend-log', 'nothing.ndjson'),
    /Cannot read the log .*nothing.ndjson/,
  );
});
