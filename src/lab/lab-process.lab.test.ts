import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { waitUntil } from '../testing/wait-until.ts';
import { startLab } from './lab.ts';
import { dialTcp, dialTls, pathOf, upgrade } from './lab-clients.test.ts';
import type { LabReply, LabRequest } from './messages.ts';

const OPTIONS = {
  path: pathOf({ slb: [], ingress: [], pod: [] }),
  listeners: [
    { port: 80, transport: 'tcp', target: 'tcp' },
    { port: 443, transport: 'wss', target: 'wss' },
  ],
  faults: [{ atMs: 0, hop: 'slb', kind: 'rst' }],
} as const;

function isNetwork(resource: string): boolean {
  return resource.startsWith('TCP') || resource.startsWith('TLS');
}

function networkCount(): number {
  return process.getActiveResourcesInfo().filter(isNetwork).length;
}

async function ready(child: ChildProcess): Promise<Extract<LabReply, { kind: 'ready' }>> {
  const [reply] = (await once(child, 'message')) as [LabReply];
  assert.equal(reply.kind, 'ready');
  return reply as Extract<LabReply, { kind: 'ready' }>;
}

function start(): ChildProcess {
  const child = fork(path.join(import.meta.dirname, 'lab-process.js'));
  tell(child, { kind: 'build', options: OPTIONS });
  return child;
}

function tell(child: ChildProcess, request: LabRequest): void {
  child.send(request);
}

test('stop() leaves no socket, no server and no timer, whatever state they are in', async () => {
  const lab = await startLab(OPTIONS);
  const tcp = await dialTcp(lab.addressOf('tcp'));
  const wss = await upgrade(await dialTls(lab.addressOf('wss'), { ca: lab.ca! }));
  const visitor = await dialTls(lab.addressOf('wss'), { ca: lab.ca! });
  assert.ok(networkCount() >= 10);
  await lab.stop();
  await Promise.all([tcp.ended, wss.ended, visitor.ended]);
  for (const client of [tcp, wss, visitor]) client.destroy();
  await waitUntil(() => networkCount() === 0);
  assert.ok(!process.getActiveResourcesInfo().includes('Timeout'));
});

test('a lab in its own process builds, reports what it does, and exits on request', async () => {
  const child = start();
  const { addresses, ca } = await ready(child);
  assert.match(ca ?? '', /BEGIN CERTIFICATE/);
  const tcp = await dialTcp(addresses.find(({ target }) => target === 'tcp')!.address);
  await tcp.until('"backend"');
  tell(child, { kind: 'start', epochMs: Date.now() });
  const [reply] = (await once(child, 'message')) as [LabReply];
  assert.equal(reply.kind === 'event' && reply.event.label, 'rst at slb, 1 connection');
  assert.equal((await tcp.ended).ending, 'rst');
  tell(child, { kind: 'stop' });
  const [stopped] = (await once(child, 'message')) as [LabReply];
  assert.equal(stopped.kind, 'stopped');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('a lab whose parent is gone goes too, and Ctrl-C is not its affair', async () => {
  const child = start();
  const { addresses } = await ready(child);
  child.kill('SIGINT');
  const tcp = await dialTcp(addresses[0]!.address);
  await tcp.until('"backend"');
  child.disconnect();
  assert.deepEqual(await once(child, 'exit'), [0, null]);
  assert.notEqual((await tcp.ended).ending, '');
});

test('a lab that cannot be built says why', async () => {
  const child = fork(path.join(import.meta.dirname, 'lab-process.js'));
  tell(child, {
    kind: 'build',
    options: { ...OPTIONS, faults: [{ ...OPTIONS.faults[0], hop: 'x' }] },
  });
  const [reply] = (await once(child, 'message')) as [LabReply];
  assert.match(
    reply.kind === 'failed' ? reply.message : '',
    /names x, which is on the path of no target/,
  );
  child.disconnect();
  await once(child, 'exit');
});
