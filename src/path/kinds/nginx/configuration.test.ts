import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Directive, findDirectives, nginxDirectives } from './configuration.ts';

/** `name(args)[block]`, in one line. */
function brief(directives: readonly Directive[]): string {
  return directives
    .map(({ name, args, block }) => {
      const inner = block === undefined ? '' : `[${brief(block)}]`;
      return `${name}(${args.join(' ')})${inner}`;
    })
    .join(' ');
}

test('statements and blocks are read, comments and quotes too', () => {
  for (const [text, expected] of [
    ['proxy_read_timeout 15s;', 'proxy_read_timeout(15s)'],
    ['a 1; # b 2;\nc 3;', 'a(1) c(3)'],
    ['location ~ "^/a{2};" { return 200 \'}\'; }', 'location(~ ^/a{2};)[return(200 })]'],
    [
      'stream { server { listen 80; proxy_pass up; } }',
      'stream()[server()[listen(80) proxy_pass(up)]]',
    ],
    ['set $a ${b}c;', 'set($a ${b}c)'],
    ['', ''],
    ['a { b 1;', 'a()[b(1)]'],
    ['} a 1;', ''],
  ] as const)
    assert.equal(brief(nginxDirectives(text)), expected, text);
});

test('a statement knows its line, and is found in blocks', () => {
  const [found] = findDirectives(nginxDirectives('http {\n # x\n server {\n a 1;\n}}'), 'a');
  assert.deepEqual(found, { name: 'a', args: ['1'], line: 3 });
});

test('a text of any depth is read without an error', () => {
  assert.equal(findDirectives(nginxDirectives('a { '.repeat(10_000)), 'a').length, 33);
});
