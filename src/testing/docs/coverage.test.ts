import { test } from 'node:test';
import { assertProduct } from '../report/golden.ts';
import { coverageText } from './coverage-text.ts';

test('docs/coverage.md says of every kind what is known of it', () => {
  assertProduct('docs/coverage.md', coverageText());
});
