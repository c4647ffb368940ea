import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Analysis } from '../../analysis/analyze.ts';
import { hostileView } from '../../testing/report/hostile.ts';
import { cleanPass, fiveCauses } from '../../testing/report/nights.ts';
import { viewOfNight } from '../../testing/report/recorded-run.ts';
import { takeShot } from '../../testing/report/shots.ts';
import { verdictSentence } from '../text/verdict-sentence.ts';
import { htmlPage } from './page.ts';

const CHROMIUM = '/usr/bin/chromium';
const skip = fs.existsSync(CHROMIUM) ? false : `${CHROMIUM} is not installed: no page was opened`;

const five = viewOfNight(fiveCauses({ scale: 0.2 }));
const clean = viewOfNight(cleanPass({ scale: 0.2 }));

let browser: Browser;
let folder: string;

before(async () => {
  if (skip !== false) return;
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-page-'));
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
});

after(async () => {
  if (skip !== false) return;
  await browser.close();
  fs.rmSync(folder, { recursive: true });
});

interface Visit {
  readonly page: Page;
  /** Everything the page asked for, but itself. */
  readonly requests: readonly string[];
  /** Whatever it said to the console, and errors. */
  readonly said: readonly string[];
}

async function visit(
  view: Analysis,
  { width = 1_160, javaScriptEnabled = true } = {},
): Promise<Visit> {
  const file = path.join(folder, `${Math.round(width)}-${javaScriptEnabled}.html`);
  fs.writeFileSync(file, htmlPage(view));
  const address = pathToFileURL(file).href;
  const context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled });
  const page = await context.newPage();
  const requests: string[] = [];
  const said: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== address && request.url() !== 'data:,') requests.push(request.url());
  });
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  await page.goto(address, { waitUntil: 'load' });
  return { page, requests, said };
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'on' : 'off';
  for (const [name, view] of [
    ['five causes', five],
    ['a clean pass', clean],
  ] as const) {
    test(`the page of ${name} is complete with scripts ${how}, asks for nothing and complains of nothing`, {
      skip,
    }, async () => {
      const { page, requests, said } = await visit(view, { javaScriptEnabled });
      const words = (await page.locator('main').textContent()) ?? '';
      assert.ok(words.includes(verdictSentence(view.summary)), words.slice(0, 300));
      for (const { name: target } of view.summary.targets) assert.ok(words.includes(target));
      assert.deepEqual({ requests, said }, { requests: [], said: [] });
      await page.context().close();
    });
  }
}

test('the page of a passed run fits two screens, and a link opens what is folded', {
  skip,
}, async () => {
  const passed: Analysis = { ...clean, summary: { ...clean.summary, verdict: 'pass' } };
  const { page } = await visit(passed);
  const tall = Number(await page.evaluate('document.documentElement.scrollHeight'));
  assert.ok(tall < 2 * 900, `${tall} pixels`);
  const chart = page.locator('#open svg').first();
  assert.equal(await chart.isVisible(), false);
  await page.locator('nav a[href="#open"]').click();
  await chart.waitFor({ state: 'visible' });
  await page.context().close();
});

test('the page has its picture taken', { skip }, async () => {
  const { page } = await visit(viewOfNight(fiveCauses()));
  await takeShot(page, { name: 'report.png', height: 1_800 });
  await page.context().close();
});

test('the page of hostile names runs nothing and asks for nothing', { skip }, async () => {
  const { page, requests, said } = await visit(hostileView(five));
  assert.deepEqual({ requests, said }, { requests: [], said: [] });
  assert.equal(await page.locator('script, img, iframe, object').count(), 0);
  await page.context().close();
});

for (const [name, width] of [
  ['a phone', 390],
  ['a small window', 910],
  ['a desktop', 1_400],
] as const) {
  test(`the page is no wider than ${name}`, { skip }, async () => {
    for (const view of [five, hostileView(five)]) {
      const { page } = await visit(view, { width });
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      assert.ok(Number(wide) <= width, `${wide} in ${width}`);
      await page.context().close();
    }
  });
}

test('no words of a picture lie outside of it', { skip }, async () => {
  const { page } = await visit(five);
  const outside: unknown = await page.evaluate(`[...document.querySelectorAll('svg text')]
    .filter((text) => {
      const own = text.getBoundingClientRect();
      const all = text.ownerSVGElement.getBoundingClientRect();
      return own.left < all.left - 1 || own.right > all.right + 1 ||
        own.top < all.top - 1 || own.bottom > all.bottom + 1;
    })
    .map((text) => text.textContent)`);
  assert.deepEqual(outside, []);
  await page.context().close();
});
