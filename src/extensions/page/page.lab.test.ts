import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { takeShot } from '../../testing/report/shots.ts';
import { SoakFolder, type SoakRun } from '../../testing/soak-process.ts';

const CHROMIUM = '/usr/bin/chromium';
const skip = fs.existsSync(CHROMIUM) ? false : `${CHROMIUM} is not installed: no page was opened`;

const SCENARIO = `
soak: 1
name: watched
path:
  - { hop: client, kind: generator }
  - { hop: slb, kind: alibaba-slb, scaled: true, established-timeout: 60s }
  - { hop: ingress, kind: ingress-nginx, scaled: true, worker-shutdown-timeout: 1s }
  - { hop: pod, kind: pod }
lab:
  faults:
    - { at: 3s, rst: slb, count: 7, target: tcp-80 }
    - { at: 5s, reload: ingress }
targets:
  tcp-80: { tcp: "lab:80", connections: 60, heartbeat: { every: 5s, within: 5s, send: "PING\\n", expect: "PONG\\n" } }
  wss-443: { wss: "wss://lab:443/soak", connections: 40, on-drop: redial, ping: { every: 5s, pong-within: 5s } }
load: { ramp: 2s, hold: 10m, drain: 100ms }
`;

let browser: Browser;

before(async () => {
  if (skip === false)
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
});

after(async () => {
  if (skip === false) await browser.close();
});

async function withRun(
  use: (run: SoakRun, url: string, folder: SoakFolder) => Promise<void>,
  address = '127.0.0.1:0',
): Promise<void> {
  const folder = new SoakFolder();
  try {
    folder.write('scenario.yaml', SCENARIO);
    const run = folder.start(['run', 'scenario.yaml', '--web', address]);
    const [, url] = await run.told(/watch the run at (http:\/\/\S+)/);
    await use(run, url!, folder);
  } finally {
    folder.remove();
  }
}

interface Visit {
  readonly page: Page;
  /** What it asked for that is not this server. */
  readonly foreign: readonly string[];
  /** Whatever it said to the console, and errors. */
  readonly said: readonly string[];
}

async function visit(url: string, width: number): Promise<Visit> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const foreign: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(url).host) foreign.push(request.url());
  });
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  await page.goto(url);
  return { page, foreign, said };
}

test('the live page moves with the run, explains its drops, and ends as its report', {
  skip,
}, async () => {
  await withRun(async (run, url) => {
    const { page, foreign, said } = await visit(url, 1_160);
    await page.getByText('93 of 100 connections open, 47 dropped').waitFor();
    await page.locator('#drops').getByText('certain', { exact: true }).first().waitFor();
    for (const id of ['open', 'events', 'rtt', 'lag'])
      assert.equal(await page.locator(`#plot-${id} canvas`).count(), 1, id);
    await page.locator('#reconnects').getByText('reopened').first().waitFor();
    await takeShot(page, { name: 'live.png', height: 1_700 });
    const narrow = await visit(url, 390);
    await narrow.page.locator('#path .hop').first().waitFor();
    const wide = await narrow.page.evaluate('document.documentElement.scrollWidth');
    assert.ok(Number(wide) <= 390, `${wide} in 390`);
    run.child.kill('SIGINT');
    await page.locator('.pill.fail').waitFor();
    assert.match(await page.title(), /^FAIL . soak: watched$/);
    assert.equal(await page.locator('#map svg').count(), 1);
    assert.equal(await run.exitCode(), 130);
    assert.deepEqual({ foreign, said }, { foreign: [], said: [] });
    await page.close();
    await narrow.page.close();
  });
});

test('a viewer that never leaves does not keep the run alive', async () => {
  await withRun(async (run, url) => {
    const request = http.get(`${url}events`);
    // It is cut off at the end.
    request.on('error', () => {});
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.on('error', () => {});
    response.pause();
    await run.line(/ hold /);
    run.child.kill('SIGINT');
    assert.equal(await run.exitCode(), 130);
  });
});

test('outside of loopback the address has a token, and no file of the run has it', async () => {
  await withRun(async (run, url, folder) => {
    const { port, searchParams } = new URL(url);
    const token = searchParams.get('token') ?? '';
    assert.ok(token.length >= 32, url);
    assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 401);
    run.child.kill('SIGINT');
    await run.exitCode();
    for (const name of fs.readdirSync(folder.runFolder)) {
      const text = fs.readFileSync(`${folder.runFolder}/${name}`, 'utf8');
      assert.ok(!text.includes(token), name);
    }
  }, '0.0.0.0:0');
});
