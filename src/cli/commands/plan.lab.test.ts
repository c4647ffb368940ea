import assert from 'node:assert/strict';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { SoakFolder } from '../../testing/soak-process.ts';

const ARTICLE = path.resolve(import.meta.dirname, '../../../scenarios/article');

async function outputOf(args: readonly string[], text: string) {
  const folder = new SoakFolder();
  try {
    folder.write('scenario.yaml', text);
    const run = folder.start(args);
    const exitCode = await run.exitCode();
    return { exitCode, stdout: run.stdout, stderr: run.stderr };
  } finally {
    folder.remove();
  }
}

const HEAD = 'soak: 1\nname: test\nload: { ramp: 1s, hold: 1m }\n';

test('soak plan shows path, limits and what will come of them, and opens nothing', async () => {
  const text = `${HEAD}path: { manifests: ["${ARTICLE}/corrected"], addresses: { link-tcp-socket-svc: 192.0.2.1 } }\n`;
  const { exitCode, stdout, stderr } = await outputOf(['plan', 'scenario.yaml'], text);
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /wss-link\.example\.com {2}100 × wss link\.example\.com:443/);
  assert.match(stdout, /set in .*link-websocket-ingress\.yaml:\d+/s);
  assert.match(stdout, /cannot .*proxy-read-timeout 10800 s/s);
});

test('soak doctor says what stands in the way, and soak run does not start then', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const text = `${HEAD}targets: { a: { tcp: "127.0.0.1:${port}" } }\n`;
  for (const [verb, end] of [
    ['doctor', /1 problem: not ready/],
    ['run', /1 problem: not started/],
  ] as const) {
    const { exitCode, stdout } = await outputOf([verb, 'scenario.yaml'], text);
    assert.equal(exitCode, 3, stdout);
    assert.match(stdout, /✗ try a +refused at connect: ECONNREFUSED/);
    assert.match(stdout, end);
  }
});

test('soak doctor is content with a lab, and tells what is wrong in the manifests', async () => {
  const text = `${HEAD}path: { manifests: ["${ARTICLE}/as-published", "${ARTICLE}/cluster/ingress-nginx-config.yaml"] }\nlab: { speed-up: 20 }\n`;
  const { exitCode, stdout } = await outputOf(['doctor', 'scenario.yaml'], text);
  assert.equal(exitCode, 0, stdout);
  assert.match(stdout, /! manifests +\d+ errors.* assumed/);
  assert.match(stdout, /fix soak check --scenario scenario\.yaml/);
  assert.match(stdout, /! coverage +wss-link\.example\.com will drop at ingress/);
  assert.match(stdout, /ready\n$/);
});
