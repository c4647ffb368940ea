import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placesOf } from './rule.ts';

/** Hosts and paths of a rule, with a `~` where a pattern decides too. */
const places = (rule: string) =>
  placesOf(rule).map(({ host = '*', path, isPattern }) => `${isPattern ? '~' : ''}${host}${path}`);

test('a rule names every host with every path', () => {
  for (const [rule, expected] of [
    ['Host(`a.example.com`)', ['a.example.com/']],
    ['Host(`a.example.com`) && PathPrefix(`/ws`)', ['a.example.com/ws']],
    ['Host("a.example.com", "b.example.com")', ['a.example.com/', 'b.example.com/']],
    ['Host(`a.x`) && (PathPrefix(`/ws`) || Path(`/events`))', ['a.x/ws', 'a.x/events']],
    ['PathPrefix(`/ws`)', ['*/ws']],
    ['HostSNI(`*`)', ['*/']],
    ['Host(`a.x`) && !PathPrefix(`/api`)', ['a.x/']],
    ['HostRegexp(`^.+\\.x$`)', ['~*/']],
    ['Host(`{sub:[a-z]+}.x`)', ['~{sub:[a-z]+}.x/']],
    ['', ['*/']],
  ] as const)
    assert.deepEqual(places(rule), expected, rule);
});

test('a rule of any length names a bounded number of places', () => {
  const hosts = Array.from({ length: 1_000 }, (_, index) => `Host(\`h${index}\`)`).join(' || ');
  assert.equal(placesOf(hosts).length, 50);
});
