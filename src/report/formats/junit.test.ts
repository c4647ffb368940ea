import assert from 'node:assert/strict';
import { test } from 'node:test';
import { skippedWithout } from '../../testing/outside-tool.ts';
import { hostileView } from '../../testing/report/hostile.ts';
import { cleanPass, fiveCauses } from '../../testing/report/nights.ts';
import { viewOfNight } from '../../testing/report/recorded-run.ts';
import { junitFindings } from '../../testing/report/xmllint.ts';
import { junitReport } from './junit.ts';

const five = viewOfNight(fiveCauses({ scale: 0.2 }));
const options = { skip: skippedWithout('xmllint') };

for (const [name, view] of [
  ['five causes', five],
  ['a clean pass', viewOfNight(cleanPass())],
  ['hostile names', hostileView(five)],
] as const) {
  test(`the JUnit report of ${name} is valid by the schema`, options, () => {
    assert.equal(junitFindings(junitReport(view)), '');
  });
}

test('the schema would find two cases of one name, two results and a wrong count', options, () => {
  const xml = junitReport(five);
  const twice = xml.replace(/<testcase [\s\S]*?<\/testcase>/, '$&$&');
  assert.match(junitFindings(twice), /Duplicate key-sequence/);
  const both = xml.replace('<failure', '<skipped/><failure');
  assert.match(junitFindings(both), /not expected/);
  assert.match(junitFindings(xml.replace('tests="1"', 'tests="-1"')), /not a valid value/);
});

test('there is a case for each target, threshold and limit, and the counts are right', () => {
  const xml = junitReport(five);
  const { targets, thresholds, limits } = five.summary;
  const names = [...xml.matchAll(/<testcase name="([^"]*)" classname="([^"]*)"/g)];
  const count = (kind: string) => names.filter(([, , of]) => of === `soak.${kind}`).length;
  assert.equal(count('targets'), targets.length);
  assert.equal(count('thresholds'), thresholds.length);
  assert.equal(count('limits'), limits.length);
  for (const [suite, tests, failures] of [
    ...xml.matchAll(/<testsuite [^>]*tests="(\d+)" failures="(\d+)"[\s\S]*?<\/testsuite>/g),
  ]) {
    assert.equal(suite.match(/<testcase /g)?.length, Number(tests));
    assert.equal(suite.match(/<failure /g)?.length ?? 0, Number(failures));
  }
});
