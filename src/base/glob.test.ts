import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Globs } from './glob.ts';

test('a pattern matches as in a .gitignore', () => {
  const cases: readonly (readonly [patterns: string, path: string, isOut: boolean])[] = [
    ['vendor', 'vendor/a.yaml', true],
    ['vendor', 'k8s/vendor/a.yaml', true],
    ['vendor', 'k8s/vendors/a.yaml', false],
    ['/vendor', 'k8s/vendor/a.yaml', false],
    ['vendor/', 'vendor', false],
    ['k8s/vendor', 'k8s/vendor/deep/a.yaml', true],
    ['k8s/vendor', 'x/k8s/vendor/a.yaml', false],
    ['*.test.yaml', 'k8s/a.test.yaml', true],
    ['*.test.yaml', 'k8s/a.yaml', false],
    ['k8s/*.yaml', 'k8s/a.yaml', true],
    ['k8s/*.yaml', 'k8s/deep/a.yaml', false],
    ['k8s/**/*.yaml', 'k8s/a.yaml', true],
    ['k8s/**/*.yaml', 'k8s/deep/er/a.yaml', true],
    ['**/dev/**', 'apps/dev/a.yaml', true],
    ['vendor/**', 'vendor/a.yaml', true],
    ['vendor/**', 'x/vendor/a.yaml', false],
    ['./vendor/**', 'vendor/a.yaml', true],
    ['a?.yaml', 'ab.yaml', true],
    ['a.yaml', 'aXyaml', false],
    ['*.yaml !keep.yaml', 'keep.yaml', false],
    ['*.yaml !keep.yaml', 'other.yaml', true],
    ['# comment', '# comment', false],
  ];
  for (const [patterns, path, isOut] of cases) {
    const list = patterns.startsWith('#') ? [patterns] : patterns.split(' ');
    assert.equal(new Globs(list).matches(path), isOut, `${patterns} on ${path}`);
  }
  assert.equal(new Globs(['vendor/']).matches('vendor', { isFolder: true }), true);
});
