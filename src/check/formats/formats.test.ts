import assert from 'node:assert/strict';
import { test } from 'node:test';
import { skippedWithout } from '../../testing/outside-tool.ts';
import { junitFindings } from '../../testing/report/xmllint.ts';
import { checkManifests } from '../check.ts';
import { RULES } from '../rules/all.ts';
import { FORMATS } from './all.ts';

/** A name and a value that try to break out of every format. */
const HOSTILE = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: "<b>&\\"]]>\\u001b[31m\\u202e%0A::error::"
  annotations:
    nginx.ingress.kubernetes.io/proxy-read-timeout: "1\\n::error::<script>"
    proxy-send-timeout: "10800"
spec:
  rules:
    - host: "a\\u001b]0;x\\u0007.example.com"
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: a, port: { number: 80 } } } }] }
`;

function print(name: string): string {
  const format = FORMATS.find((one) => one.name === name);
  assert.ok(format !== undefined);
  return format.print(checkManifests([{ file: 'a b,c%.yaml', text: `${HOSTILE}---\na: [1\n` }]));
}

test('text shows no control character of a stranger', () => {
  const text = print('text');
  assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
  assert.match(text, /unreadable Cannot read this as YAML/);
  assert.match(text, /--> a b,c%\.yaml:7:5\n {3}\| {6}proxy-send-timeout: "10800"\n {3}\| {6}\^/);
});

test('json has everything, with the fix as a diff', () => {
  const { format, findings, unreadable, ways, reading } = JSON.parse(print('json'));
  assert.deepEqual([reading.files, reading.ways], [1, 1]);
  assert.match(reading.notUnderstood[0].what, /unreadable: a b/);
  assert.equal(format, 1);
  assert.ok(unreadable.length > 0);
  const [prefix] = findings.filter(
    ({ rule }: { rule: string }) => rule === 'NGX-ANNOTATION-NO-PREFIX',
  );
  assert.match(
    prefix.fix.diff,
    /^\+ {4}nginx\.ingress\.kubernetes\.io\/proxy-send-timeout: "10800"$/m,
  );
  assert.equal(ways[0].hops[0].kind, 'generator');
});

test('sarif names every rule, level and line, and proposes replacements of whole lines', () => {
  const log = JSON.parse(print('sarif'));
  assert.equal(log.version, '2.1.0');
  const [run] = log.runs;
  assert.equal(run.tool.driver.rules.length, RULES.length);
  assert.equal(run.invocations[0].executionSuccessful, false);
  for (const result of run.results) {
    assert.equal(run.tool.driver.rules[result.ruleIndex].id, result.ruleId);
    assert.ok(['error', 'warning', 'note'].includes(result.level));
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    assert.equal(artifactLocation.uri, 'a%20b%2Cc%25.yaml');
    assert.ok(region.startLine >= 1 && region.startColumn >= 1);
  }
  const fixed = run.results.find(
    ({ ruleId }: { ruleId: string }) => ruleId === 'NGX-ANNOTATION-NO-PREFIX',
  );
  assert.deepEqual(fixed.fixes[0].artifactChanges[0].replacements[0].deletedRegion, {
    startLine: 7,
    startColumn: 1,
    endLine: 8,
    endColumn: 1,
  });
});

test('github writes one command per finding, whatever the texts hold', () => {
  const [reading, ...lines] = print('github').trimEnd().split('\n');
  assert.match(reading!, /^::notice title=soak check::read 1 file, \d objects?; /);
  for (const line of lines)
    assert.match(
      line,
      /^::(error|warning|notice) file=a b%2Cc%25\.yaml,line=\d+,col=\d+,title=[A-Za-z0-9-]+::/,
    );
});

test('junit is well-formed XML with a case for every rule', () => {
  const xml = print('junit');
  const tags = [...xml.matchAll(/<(\/?)([a-z-]+)((?:\s+[a-z]+="[^"<]*")*)\s*(\/?)>/g)];
  const rest = xml
    .replace(/^<\?xml[^?]*\?>/, '')
    .replace(/<\/?[a-z-]+(?:\s+[a-z]+="[^"<]*")*\s*\/?>/g, '');
  assert.doesNotMatch(rest, /[<>]|&(?!amp;|lt;|gt;|quot;)/);
  assert.doesNotMatch(xml.replaceAll('\n', ''), /\p{Cc}/u);
  const open: string[] = [];
  for (const [, closing, name = '', , single] of tags) {
    if (closing === '/') assert.equal(open.pop(), name);
    else if (single !== '/') open.push(name);
  }
  assert.deepEqual(open, []);
  assert.equal(
    tags.filter(([, closing, name]) => closing === '' && name === 'testcase').length,
    RULES.length + 1,
  );
});

test('junit is valid by the schema, with many problems too', {
  skip: skippedWithout('xmllint'),
}, () => {
  assert.equal(junitFindings(print('junit')), '');
  const format = FORMATS.find(({ name }) => name === 'junit')!;
  const unreadable = ['a', 'b'].map((name) => ({ file: `${name}.yaml`, text: 'a: [1\n' }));
  assert.equal(junitFindings(format.print(checkManifests(unreadable))), '');
  assert.equal(junitFindings(format.print(checkManifests([]))), '');
});
