import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { dialTcp, dialTls, frame, upgrade } from '../../lab/lab-clients.test.ts';
import { waitUntil } from '../../testing/wait-until.ts';

const HERE = import.meta.dirname;
const SOAK = path.join(HERE, '../../../bin/soak.js');

interface Serving {
  readonly child: ChildProcess;
  output(): string;
}

function serve(args: readonly string[]): Serving {
  const child = spawn(process.execPath, [SOAK, 'serve', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: path.join(HERE, '../../..'),
  });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  return { child, output: () => output };
}

async function addresses({ output }: Serving): Promise<Record<string, number>> {
  await waitUntil(() => output().includes('Stop it'));
  return Object.fromEntries(
    [...output().matchAll(/^ {2}(\w+) +127\.0\.0\.1:(\d+)$/gm)].map(([, name, port]) => [
      name,
      Number(port),
    ]),
  );
}

async function exitCode({ child }: Serving): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'close');
  return child.exitCode;
}

test('serve echoes, and says goodbye on SIGTERM: Close 1001, FIN, an account of each', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-serve-'));
  const log = path.join(folder, 'accounts.ndjson');
  const ca = path.join(folder, 'ca.pem');
  const serving = serve(['--tcp', '0', '--ws', '0', '--wss', '0', '--log', log, '--ca-out', ca]);
  const ports = await addresses(serving);
  const at = (name: string) => ({ host: '127.0.0.1', port: ports[name]! });
  const tcp = await dialTcp(at('tcp'));
  const ws = await upgrade(await dialTcp(at('ws')), '/?id=left');
  const wss = await upgrade(await dialTls(at('wss'), { ca: fs.readFileSync(ca, 'utf8') }));
  tcp.stream.write('right\n');
  await tcp.until('right');
  serving.child.kill('SIGTERM');
  for (const client of [ws, wss]) {
    await client.until('\x88\x0a\x03\xe9shutdown');
    client.stream.write(frame(8, '\x03\xe9'));
  }
  assert.equal((await tcp.ended).ending, 'fin');
  assert.equal((await wss.ended).wireBytes, 24);
  assert.equal(await exitCode(serving), 0);
  const records = fs.readFileSync(log, 'utf8').trimEnd().split('\n');
  const ends = records
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ type }) => type === 'ended')
    .map(({ transport, id, endedBy, ending }) => [transport, id, endedBy, ending].join(' '));
  assert.deepEqual(ends.sort(), [
    'tcp right backend shutdown',
    'ws left backend shutdown',
    'wss  backend shutdown',
  ]);
  fs.rmSync(folder, { recursive: true });
});

test('serve cuts off who does not say goodbye within the grace', async () => {
  const serving = serve(['--ws', '0', '--grace', '200ms']);
  const { ws } = await addresses(serving);
  const rude = await upgrade(await dialTcp({ host: '127.0.0.1', port: ws! }));
  rude.stream.pause();
  serving.child.kill('SIGINT');
  assert.equal(await exitCode(serving), 0);
  rude.destroy();
});

test('serve names every mistake of its options at once', async () => {
  const serving = serve(['--tcp', '99999', '--push-every', '30', '--reply', '=b']);
  assert.equal(await exitCode(serving), 2);
  assert.equal(
    serving.output(),
    `soak: Cannot read --tcp "99999": expected a port from 0 to 65535, such as 5150
soak: Cannot read --push-every "30": expected a number with a unit, such as 500ms, 30s, 5m or 3h
soak: Cannot read --reply "=b": expected a request and its reply, such as 'PING\\n=PONG\\n'
`,
  );
  const halved = serve(['--cert', 'x']);
  assert.equal(await exitCode(halved), 2);
  assert.equal(halved.output(), 'error: --cert and --key go together\n');
});

test('serve says when a port is taken', async () => {
  const first = serve(['--tcp', '0']);
  const { tcp } = await addresses(first);
  const second = serve(['--tcp', String(tcp)]);
  assert.equal(await exitCode(second), 3);
  assert.match(second.output(), /EADDRINUSE.*choose another port/);
  first.child.kill('SIGTERM');
  assert.equal(await exitCode(first), 0);
});
