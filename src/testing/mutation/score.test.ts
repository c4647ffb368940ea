import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MutantResult } from '@stryker-mutator/api/core';
import { scoreOf, survivorLine, survivorsOf } from './score.ts';

function mutant(status: MutantResult['status']): MutantResult {
  return {
    id: '1',
    fileName: 'src/engine/beats.ts',
    location: { start: { line: 12, column: 9 }, end: { line: 12, column: 14 } },
    mutatorName: 'ConditionalExpression',
    replacement: 'true',
    status,
  };
}

test('scoreOf() counts what was noticed of all that can be', () => {
  const results = (['Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored'] as const).map(mutant);
  assert.deepEqual(scoreOf(results), { percent: 50, detected: 2, total: 4, unreached: 1 });
  assert.equal(survivorsOf(results).length, 2);
  assert.equal(scoreOf([]).percent, 100);
});

test('survivorLine() says where the change is, what it is and what was there', () => {
  assert.equal(
    survivorLine(mutant('NoCoverage'), () => 'if (a) {'),
    'engine/beats.ts:12:9 ConditionalExpression (no test) -> true | if (a) {',
  );
});
