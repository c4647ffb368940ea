import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadScenario } from '../load.ts';
import { echoRedactor, redactor } from './redact.ts';
import { maskScenario, maskSource, withLiteralSecretsHidden } from './secrets.ts';

const CANARY = 'c4nary/+"token" <&> übergeheim';

/** Every form in which encoders give a text back. */
function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return [
    text,
    JSON.stringify(text),
    encodeURIComponent(text),
    encodeURIComponent(text).replaceAll('%20', '+'),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    Buffer.from(`user:${text}`).toString('base64'),
    Buffer.from(`x${text}y`).toString('base64'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  ];
}

test('redactor() leaves no form of a secret readable, wherever it stands', () => {
  const redact = redactor([CANARY]);
  for (const form of formsOf(CANARY)) {
    const redacted = redact(`before ${form} after`);
    assert.match(redacted, /before .*\*\*\*.* after/s, form);
    for (const other of formsOf(CANARY)) assert.ok(!redacted.includes(other), form);
  }
});

test('redactor() hides any secret of some length in base64 at any alignment', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 8, maxLength: 40 }),
      fc.string({ maxLength: 5 }),
      fc.string({ maxLength: 5 }),
      (secret, before, after) => {
        const encoded = Buffer.from(before + secret + after).toString('base64');
        const redacted = redactor([secret])(encoded);
        assert.ok(!Buffer.from(redacted, 'base64').toString().includes(secret));
      },
    ),
    { seed: 20261122, numRuns: 500 },
  );
});

test('redactor() hides a key of several lines line by line', () => {
  const key =
    '-----BEGIN KEY-----\nMIIBVgIBADANBgkqhkiG9w0BAQ\nEFAASCAUAwggE8AgEAAkEAq7B\n-----END KEY-----';
  const redacted = redactor([key])(
    'line MIIBVgIBADANBgkqhkiG9w0BAQ and\r\nEFAASCAUAwggE8AgEAAkEAq7B',
  );
  assert.equal(redacted, 'line *** and\r\n***');
});

test('redactor() leaves counts and durations alone, even if they came from the environment', () => {
  const text = '100 connections for 30s to localhost';
  assert.equal(redactor(['100', '30s', 'localhost', ''])(text), text);
});

const SOURCE = `soak: 1
name: secrets
targets:
  a:
    wss: "wss://h/soak?room=5&access_token=literal-token-1"
    headers:
      Authorization: Bearer \${env:TOKEN}
      Cookie: sid=literal-cookie-2; theme=dark
      X-Plain: plain
    on-open: [{ send: "LOGIN \${env:TOKEN}\\n", expect: "OK \${env:TOKEN}" }]
  b:
    tls: "\${env:HOST}:443"
    ca: \${file:ca.pem}
    cert: \${file:ca.pem}
    key: |
      -----BEGIN PRIVATE KEY-----
      literalkeyliteralkeyliteralkey3
      -----END PRIVATE KEY-----
load: { hold: 1m }
`;

function load() {
  const pem = '-----BEGIN CERTIFICATE-----\nfilefilefilefilefilefile4\n-----END CERTIFICATE-----\n';
  const env = { TOKEN: CANARY.replaceAll('ü', 'u'), HOST: 'secret.example.internal' };
  const loaded = loadScenario(SOURCE, { file: 's.yaml', env, readFile: () => pem });
  assert.ok(loaded.ok, JSON.stringify(loaded));
  return { ...loaded.value, env };
}

test('maskScenario() leaves nothing secret: not in headers, queries, keys or bytes on the wire', () => {
  const { scenario, secrets, env } = load();
  const masked = maskScenario(scenario, secrets);
  const text = JSON.stringify(masked);
  for (const secret of [
    ...formsOf(env.TOKEN),
    ...formsOf(env.HOST),
    'literal-token-1',
    'literal-cookie-2',
    'literalkeyliteralkeyliteralkey3',
    'filefilefilefilefilefile4',
  ])
    assert.ok(!text.includes(secret), secret);
  const [first] = masked.targets;
  assert.deepEqual(first!.address, {
    transport: 'wss',
    host: 'h',
    port: 443,
    path: '/soak?room=5&access_token=***',
    headers: { Authorization: '***', Cookie: '***', 'X-Plain': 'plain' },
    subprotocols: [],
  });
  const { say } = first!.traffic.onOpen[0]!;
  assert.ok(say.kind === 'bytes');
  assert.equal(Buffer.from(say.hex, 'hex').toString(), 'LOGIN ***\n');
});

test('maskScenario() changes nothing but secrets', () => {
  const { scenario } = load();
  const { targets, ...rest } = scenario;
  assert.deepEqual(maskScenario({ ...scenario, targets: [] }, []), { ...rest, targets: [] });
  const [target] = maskScenario(scenario, []).targets;
  assert.deepEqual(target!.finalProbe, targets[0]!.finalProbe);
});

test('the kept source names its references and hides what is secret in it literally', () => {
  const { text } = load();
  assert.match(text, /Authorization: Bearer \$\{env:TOKEN\}/);
  assert.match(text, /X-Plain: plain/);
  assert.doesNotMatch(text, /literal/);
});

test('a hidden line is as long as before, so that a caret under it points to the same place', () => {
  const cases: [string, string][] = [
    ['  Authorization: Bearer abc', '  Authorization: **********'],
    ['{ Cookie: "a, }b", X-A: 1 }', '{ Cookie: *******, X-A: 1 }'],
    ["  'x-api-key': 'k''1'  # note", "  'x-api-key': ******  # note"],
    ['  wss: wss://u:p@h/?token=abc&x=1', '  wss: wss://****h/?token=***&x=1'],
    ['  Authorization: ${env:TOKEN}', '  Authorization: ${env:TOKEN}'],
    ['  every: 30s', '  every: 30s'],
  ];
  for (const [line, hidden] of cases) {
    assert.equal(withLiteralSecretsHidden(line), hidden);
    assert.equal(hidden.length, line.length);
  }
  assert.equal(maskSource('a: b\n', []), 'a: b\n');
});

test('hiding what is literal keeps long lines whole, and takes time that grows with them only', () => {
  const long = `description: ${'x'.repeat(20_000)}`;
  assert.equal(maskSource(long, []), long);
  const start = process.cpuUsage();
  for (const piece of ['?token', '&a', 'ws://', 'Cookie: ', ' ', '{"'])
    withLiteralSecretsHidden(piece.repeat(Math.floor(250_000 / piece.length)));
  assert.ok(process.cpuUsage(start).user < 2_000_000);
});

test('the kept source is still the YAML of a scenario', () => {
  const source = [
    'soak: 1',
    'name: kept',
    'load: { hold: 1s }',
    'targets:',
    '  a:',
    '    wss: "wss://h/?api_key=literal-key&x=1"',
    '    headers:',
    '      Cookie: literal-cookie',
    '      X-Api-Key: "literal, quoted"',
    '      Authorization: Bearer ${env:TOKEN}',
    "  b: { wss: 'wss://h/?token=literal-token', headers: { Cookie: literal-cookie } }",
  ].join('\n');
  const options = { file: 'kept.yaml', env: { TOKEN: 't0ken' }, readFile: () => '' };
  const first = loadScenario(source, options);
  assert.ok(first.ok);
  const again = loadScenario(first.value.text, options);
  assert.deepEqual(again.ok ? [] : again.problems, []);
  assert.doesNotMatch(first.value.text, /literal/);
});

test('the password of a Basic credential is a secret too', () => {
  const source = `soak: 1
name: basic
load: { hold: 1s }
targets: { a: { wss: wss://h/, headers: { Authorization: '\${env:AUTH}' } } }
`;
  const AUTH = `Basic ${Buffer.from('maria:korrekt-pferd7').toString('base64')}`;
  const loaded = loadScenario(source, { file: 'a.yaml', env: { AUTH }, readFile: () => '' });
  assert.ok(loaded.ok);
  const redact = echoRedactor(loaded.value.secrets);
  assert.equal(redact('maria: korrekt-pferd7 is wrong'), 'maria: *** is wrong');
  assert.equal(redact('maria: korrekt-pf is wrong'), 'maria: *** is wrong');
});
