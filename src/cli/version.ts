import { readFileSync } from 'node:fs';

/** From the package that this file belongs to. */
export function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
