import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

const DOCS = path.resolve(import.meta.dirname, '../../../docs');

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

/** Takes a picture of the page's top; `UPDATE_SHOTS=1` keeps it for the docs, to be looked at. */
export async function takeShot(page: Page, { name, height }: { name: string; height: number }) {
  const width = page.viewportSize()!.width;
  const picture = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width, height } });
  assert.deepEqual(picture.subarray(0, PNG.length), PNG);
  if (process.env.UPDATE_SHOTS === '1') fs.writeFileSync(path.join(DOCS, name), picture);
}
