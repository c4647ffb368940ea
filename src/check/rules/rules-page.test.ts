import { test } from 'node:test';
import { rulesText } from '../../testing/docs/rules-text.ts';
import { assertProduct } from '../../testing/report/golden.ts';

test('docs/rules.md has every rule as it is', () => {
  assertProduct('docs/rules.md', rulesText());
});
