import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder with these files, to stand for `/`. Ends with a slash. */
export function createFakeRoot(files: Readonly<Record<string, string>>): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-root-'));
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), content);
  }
  return `${root}/`;
}
