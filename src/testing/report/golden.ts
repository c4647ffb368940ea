import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const FOLDER = path.join(ROOT, 'src/testing/report/golden');

/**
 * Holds a text against a file of the repository; `UPDATE_GOLDEN=1` writes it instead. The names end in
 * `.golden`, so that no formatter thinks that it knows better.
 */
export function assertGolden(name: string, text: string): void {
  assertFile(path.join(FOLDER, `${name}.golden`), text);
}

export function goldenFiles(): readonly string[] {
  return fs.readdirSync(FOLDER);
}

/** Likewise, for a file that is a product of its own: `schema/summary.schema.json`. */
export function assertProduct(name: string, text: string): void {
  assertFile(path.join(ROOT, name), text);
}

export function readProduct(name: string): string {
  return fs.readFileSync(path.join(ROOT, name), 'utf8');
}

function assertFile(file: string, text: string): void {
  if (process.env.UPDATE_GOLDEN === '1') {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    return;
  }
  assert.ok(fs.existsSync(file), `${file} is missing; UPDATE_GOLDEN=1 writes it`);
  assert.equal(
    text,
    fs.readFileSync(file, 'utf8'),
    `${file} is stale; UPDATE_GOLDEN=1 rewrites it`,
  );
}
