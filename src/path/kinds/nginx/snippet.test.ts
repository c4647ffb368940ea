import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Field } from '../../../objects/field.ts';
import { type Snippet, snippetSettings, type Written } from './snippet.ts';

const AT = { file: 'a.yaml', line: 1, column: 1 };
const written: readonly Written[] = [
  { directive: 'proxy_read_timeout', key: 'read', context: 'location' },
  { directive: 'worker_shutdown_timeout', key: 'shutdown', context: 'main' },
];
const free: readonly Written[] = [{ directive: 'send_timeout', key: 'send', context: 'location' }];

/** Key and value of each setting; a `?` for what is not known. */
function settings(context: Snippet['context'], text: string): readonly string[] {
  const field = new Field(text, {
    way: [],
    locator: { format: 'yaml', valueAt: () => AT, keyAt: () => AT },
  });
  return snippetSettings([{ name: 'x', field, context }], { written, free }).map((one) =>
    'ms' in one ? `${one.key} ${one.ms}` : `${one.key ?? ''} ?`,
  );
}

test('a snippet sets what the controller does not write, and breaks what it does', () => {
  for (const [context, text, expected] of [
    ['location', 'send_timeout 5s;', ['send 5000']],
    ['server', 'send_timeout 5s;', ['send 5000']],
    ['location', 'proxy_read_timeout 5s;', ['read ?']],
    ['server', 'proxy_read_timeout 5s;', []],
    ['main', 'worker_shutdown_timeout 5s;', ['shutdown ?']],
    ['location', 'add_header A "proxy_read_timeout 5s;";', []],
    ['location', '# proxy_read_timeout 5s;', []],
    ['server', 'location /ws { proxy_read_timeout 5s; }', ['read ?', 'send ?']],
    ['location', 'include /etc/nginx/own.conf;', ['read ?', 'send ?']],
    ['location', 'access_by_lua_block { x() }', ['read ?', 'send ?']],
    ['main', 'include own.conf;', ['shutdown ?']],
  ] as const)
    assert.deepEqual(settings(context, text), expected, `${context}: ${text}`);
});
