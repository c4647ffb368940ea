import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LoadOptions, loadScenario } from '../load.ts';

const TEXT = `soak: 1
name: test
x-common: &common { open-timeout: 4s, connections: 30 }
path:
  - hop: slb
    kind: alibaba-slb
    established-timeout: 900s
targets:
  tcp-80: { tcp: "slb:80", <<: *common, connections: 10 }
  tcp.443: { tcp: "slb:443", <<: *common }
load: { ramp: 1s, hold: 1m }
`;

function load(
  options: Partial<Pick<LoadOptions, 'sets' | 'connections' | 'env'>>,
  text: string = TEXT,
) {
  const readFile = () => assert.fail('no file is named');
  return loadScenario(text, { file: 'scenario.yaml', env: {}, readFile, ...options });
}

function set(...written: readonly string[]) {
  return load({ sets: written.map((one) => ({ option: '--set', written: one })) });
}

/** Targets and their connections, or the first problem. */
function counts(loaded: ReturnType<typeof load>) {
  if (!loaded.ok) return `${loaded.problems[0]!.at.file}: ${loaded.problems[0]!.message}`;
  return loaded.value.scenario.targets.map(({ connections }) => connections);
}

test('merge keys give what a map does not say itself, and x- keys are the own of the user', () => {
  const loaded = load({});
  assert.ok(loaded.ok);
  const targets = loaded.value.scenario.targets.map((one) => [one.connections, one.openTimeoutMs]);
  assert.deepEqual(targets, [
    [10, 4_000],
    [30, 4_000],
  ]);
});

test('a merged value that is wrong is found where it is written, and only maps are merged', () => {
  const wrong = load({}, TEXT.replace('open-timeout: 4s', 'open-timeout: 4'));
  assert.ok(!wrong.ok);
  assert.equal(wrong.problems[0]?.at.line, 3);
  const list = load({}, TEXT.replace('*common }', '5 }'));
  assert.ok(!list.ok);
  assert.match(list.problems[0]!.message, /^The key << merges a map/);
});

test('a key of the command line is checked as the file is', () => {
  assert.deepEqual(counts(set('targets.tcp-80.connections=20k')), [20_000, 30]);
  assert.deepEqual(counts(set('targets.tcp.443.connections=5')), [10, 5]);
  assert.deepEqual(counts(set('targets.new={ tcp: "slb:81" }')), [10, 30, 1]);
  assert.equal(
    counts(set('targets.tcp-80.connections=many')),
    '--set targets.tcp-80.connections: Cannot use targets.tcp-80.connections: "many" is not a valid count',
  );
  assert.match(
    String(counts(set('targets.tcp-80.conections=5'))),
    /^--set targets\.tcp-80\.conections: /,
  );
});

test('a hop is found by its name, and a path of keys that leads nowhere is refused', () => {
  const loaded = set('path.slb.established-timeout=60s', 'load.hold=2h');
  assert.ok(loaded.ok);
  const { path, load: plan } = loaded.value.scenario;
  assert.equal(path.hops[0]?.limits[0]?.afterMs, 60_000);
  assert.equal(plan.stages.at(-1)?.durationMs, 7_200_000);
  for (const written of ['path.nlb.x=1', 'name.x=1', 'name', '=1', 'a..b=1', 'name=[']) {
    const refused = set(written);
    assert.ok(!refused.ok, written);
    assert.match(refused.problems[0]!.message, /^Cannot (read|set) /, written);
  }
});

test('a target that repeats another keeps its own value', () => {
  const text = TEXT.replace('tcp.443: { tcp: "slb:443", <<: *common }', 'b: *a').replace(
    'tcp-80: {',
    'tcp-80: &a {',
  );
  const sets = [{ option: '--set', written: 'targets.b.connections=7' }];
  assert.deepEqual(counts(load({ sets }, text)), [10, 7]);
});

test('a total is divided as the file divides it, and each target keeps one', () => {
  assert.deepEqual(counts(load({ connections: 20 })), [5, 15]);
  assert.deepEqual(counts(load({ connections: 41 })), [10, 31]);
  assert.deepEqual(counts(load({ connections: 1 })), [1, 1]);
});

test('what was set is kept beside the scenario, secrets apart', () => {
  const token = 'canary-0123456789';
  const written = `targets.tcp-80.headers.authorization=Bearer ${token}`;
  const refused = set(written);
  assert.ok(!refused.ok);
  assert.ok(!JSON.stringify(refused.problems).includes(token));
  const kept = set('load.hold=2h');
  assert.ok(kept.ok);
  assert.ok(kept.value.text.endsWith('\n# Set on the command line:\n# load.hold=2h\n'));
});

test('a reference has a default, which is no secret', () => {
  const text = TEXT.replace('name: test', 'name: "${env:WHERE:-staging}"');
  const named = (env: Readonly<Record<string, string>>) => {
    const loaded = load({ env }, text);
    assert.ok(loaded.ok);
    return [loaded.value.scenario.name, ...loaded.value.secrets];
  };
  assert.deepEqual(named({}), ['staging']);
  assert.deepEqual(named({ WHERE: '' }), ['staging']);
  assert.deepEqual(named({ WHERE: 'prod' }), ['prod', 'prod']);
});
