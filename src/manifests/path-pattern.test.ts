import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialledPath } from './path-pattern.ts';

test('a regular expression has a prefix and cannot be dialled', () => {
  const cases: readonly (readonly [path: string, prefix: string, isPattern: boolean])[] = [
    ['/', '/', false],
    ['/ws', '/ws', false],
    ['/socket.io/', '/socket.io/', false],
    ['/chat/*', '/chat/', false],
    ['/*', '/', false],
    ['/(.*)', '/', true],
    ['/chat(/|$)(.*)', '/chat', true],
    ['/v[12]/ws', '/v', true],
    ['/rooms?/ws', '/room', true],
    ['/a/.*', '/a/', true],
    ['^/ws$', '/', true],
    ['/a*b', '/a*b', true],
  ];
  for (const [path, prefix, isPattern] of cases)
    assert.deepEqual(dialledPath(path), { prefix, isPattern }, path);
});
