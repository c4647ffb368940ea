import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveReferences } from './references.ts';

const env = { TOKEN: 't0ken', EMPTY: '' };
const readFile = (name: string) => {
  if (name === 'a.txt') return 'from a file\n';
  if (name === 'large') return 'x'.repeat(100_000);
  throw Object.assign(new Error('no'), { code: 'EACCES' });
};

test('resolveReferences() fills in variables and files, and remembers them as secrets', () => {
  assert.deepEqual(resolveReferences('Bearer ${env:TOKEN}; ${file:a.txt}', { env, readFile }), {
    text: 'Bearer t0ken; from a file',
    secrets: ['t0ken', 'from a file'],
    problems: [],
  });
});

test('resolveReferences() leaves what is escaped, and does not look into what it filled in', () => {
  const text = (written: string, value = 'x') =>
    resolveReferences(written, { env: { A: value }, readFile }).text;
  assert.equal(text('$${env:A} $5 {x}'), '${env:A} $5 {x}');
  assert.equal(text('${env:A}', '${env:A}$&'), '${env:A}$&');
});

test('resolveReferences() tells each reference that leads nowhere', () => {
  const { problems } = resolveReferences(
    '${env:NONE} ${env:EMPTY} ${env:toString} ${file:b.txt} ${file:large} ${TOKEN}',
    { env, readFile },
  );
  assert.deepEqual(
    problems.map(({ message }) => message),
    [
      'Cannot fill in ${env:NONE}: the environment has no NONE',
      'Cannot fill in ${env:EMPTY}: EMPTY is empty',
      'Cannot fill in ${env:toString}: the environment has no toString',
      'Cannot fill in ${file:b.txt}: permission denied',
      'Cannot fill in ${file:large}: it is larger than 64 KiB',
      'Cannot fill in ${TOKEN}: it starts with neither env: nor file:',
    ],
  );
});

test('resolveReferences() tells a reference that never closes, and leaves it as it is', () => {
  for (const text of ['Bearer ${env:TOKEN', '${env:TOKEN ${env:TOKEN', 'a ${{x}}']) {
    const { problems } = resolveReferences(text, { env, readFile });
    assert.match(problems[0]!.message, /its } is missing/, text);
  }
  assert.deepEqual(resolveReferences('$${env:TOKEN and $${', { env, readFile }), {
    text: '${env:TOKEN and ${',
    secrets: [],
    problems: [],
  });
});
