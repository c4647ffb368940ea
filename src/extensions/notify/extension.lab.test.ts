import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { SoakFolder } from '../../testing/soak-process.ts';

const SECRET = '/services/T0/B0/c4nary-webhook-path';

function scenario(port: number): string {
  return `
soak: 1
name: told
path: [{ hop: client, kind: generator }, { hop: pod, kind: pod }]
lab: true
targets:
  speaking: { tcp: "lab:80", connections: 5, heartbeat: { every: 300ms, send: "PING\\n", expect: "PONG\\n" } }
load: { ramp: 200ms, hold: 1s, drain: 100ms }
report:
  webhook: { url: "http://127.0.0.1:${port}\${env:HOOK_PATH}" }
  pushgateway: { url: "http://127.0.0.1:${port}", headers: { Authorization: "Bearer \${env:PUSH_TOKEN}" } }
`;
}

test('the webhook and the Pushgateway are told at the end; who refuses changes nothing but a warning', async () => {
  const heard: string[] = [];
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    heard.push(`${request.method} ${request.url} ${request.headers.authorization} ${body}`);
    response.writeHead(request.method === 'PUT' ? 200 : 410).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = new SoakFolder();
  try {
    const { port } = server.address() as AddressInfo;
    folder.write('scenario.yaml', scenario(port));
    const secrets = { HOOK_PATH: SECRET, PUSH_TOKEN: 'c4nary-push-token' };
    const env = { ...secrets, http_proxy: '', HTTP_PROXY: '', CI_JOB_URL: 'https://ci/42' };
    const run = folder.start(['run', 'scenario.yaml', '--no-preflight'], env);
    assert.equal(await run.exitCode(), 0, run.stdout + run.stderr);
    const [post, put] = heard.toSorted();
    assert.match(
      post!,
      /^POST \/services\/T0\/B0\/c4nary-webhook-path undefined \{"text":"✅ PASS told:/,
    );
    assert.match(post!, /https:\/\/ci\/42"\}$/);
    assert.match(
      put!,
      /^PUT \/metrics\/job\/soak\/scenario\/told Bearer c4nary-push-token # TYPE /,
    );
    assert.match(put!, /^soak_run_opened\{target="speaking"\} 5$/m);
    assert.match(
      run.stderr,
      new RegExp(
        `Cannot send the result of this run to the webhook at http://127.0.0.1:${port}: HTTP 410\n`,
      ),
    );
    for (const file of fs.readdirSync(folder.runFolder)) {
      const text = fs.readFileSync(path.join(folder.runFolder, file), 'utf8');
      assert.ok(!text.includes('c4nary'), file);
    }
    assert.ok(!(run.stdout + run.stderr).includes('c4nary'));
  } finally {
    server.close();
    folder.remove();
  }
});

test('a proxy in the environment that is none costs the message, not the run', async () => {
  const folder = new SoakFolder();
  try {
    folder.write('scenario.yaml', scenario(9));
    const secrets = { HOOK_PATH: SECRET, PUSH_TOKEN: 'c4nary-push-token' };
    const env = { ...secrets, http_proxy: 'no url at all', no_proxy: '' };
    const run = folder.start(['run', 'scenario.yaml', '--no-preflight'], env);
    assert.equal(await run.exitCode(), 0, run.stdout + run.stderr);
    assert.match(
      run.stderr,
      /Cannot send the result of this run to the webhook at http:\/\/127\.0\.0\.1:9/,
    );
    assert.doesNotMatch(run.stderr, /bug in soak/);
  } finally {
    folder.remove();
  }
});

test('--pushgateway takes no URL with credentials, because everybody sees a command line', async () => {
  const folder = new SoakFolder();
  try {
    folder.write('scenario.yaml', scenario(9).replace(/report:[\s\S]*/, ''));
    const run = folder.start(['run', 'scenario.yaml', '--pushgateway', 'http://me:pw@push:9091']);
    assert.equal(await run.exitCode(), 2);
    assert.match(run.stderr, /Cannot read --pushgateway: .*put credentials in the scenario/);
  } finally {
    folder.remove();
  }
});
