import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Analysis } from '../../analysis/analyze.ts';
import { renderOwn } from './render-own.ts';

function rendered(render: (view: Analysis) => unknown, view = {} as Analysis): string {
  return renderOwn({ format: 'x', file: 'x.txt', render: render as () => string }, view);
}

test("a reporter of the user's own cannot change the run that others report", () => {
  const view = { summary: { verdict: 'fail', targets: [{ name: 't' }] } } as unknown as Analysis;
  const text = rendered(({ summary }) => {
    const own = summary as unknown as { verdict: string; targets: unknown[] };
    own.verdict = 'pass';
    own.targets.length = 0;
    return own.verdict;
  }, view);
  assert.equal(text, 'pass');
  assert.deepEqual(view.summary, { verdict: 'fail', targets: [{ name: 't' }] });
});

test('a reporter that returns no text is told what it returned', () => {
  const cases = [
    [Promise.resolve('x'), 'a promise'],
    [42, 'number'],
    [undefined, 'undefined'],
  ] as const;
  for (const [text, found] of cases)
    assert.throws(
      () => rendered(() => text),
      new Error(`expected render to return a string, found ${found}`),
    );
});
