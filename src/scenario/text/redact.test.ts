import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { echoRedactor, redactor } from './redact.ts';

const TOKEN = 'tk7Qz/9+vW3mXc8RfB2nLs6YhJd4GpKa';

function encodingsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  return [
    text,
    encodeURIComponent(text),
    hex.replace(/../g, '%$&'),
    hex,
    hex.toUpperCase(),
    ...['', 'x', 'xy'].flatMap((before) => {
      const longer = Buffer.from(`${before}${text}`);
      return [longer.toString('base64'), longer.toString('base64url')];
    }),
    [...text].map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`).join(''),
    [...text].map((letter) => `&#${letter.charCodeAt(0)};`).join(''),
    [...text].map((letter) => `&#x${letter.charCodeAt(0).toString(16)};`).join(''),
  ];
}

test('echoRedactor() hides a secret in every form, whole and cut in front, behind and in the middle', () => {
  const redact = echoRedactor([TOKEN]);
  for (const form of encodingsOf(TOKEN)) {
    const third = Math.floor(form.length / 3);
    for (const cut of [form, form.slice(third), form.slice(0, -third), form.slice(third, -3)]) {
      const redacted = redact(`denied: ${cut}; bye`);
      assert.match(redacted, /^denied: \S{0,12}\*\*\*\S{0,12}; bye$/, cut);
    }
  }
});

test('echoRedactor() leaves no eight characters of any secret, wherever they are cut', () => {
  const secret = fc.string({ minLength: 8, maxLength: 60, unit: 'grapheme-ascii' });
  fc.assert(
    fc.property(secret, fc.nat(60), fc.nat(60), fc.string(), (value, from, length, around) => {
      fc.pre(
        value.trim().length >= 8 &&
          !/^(?:basic|bearer|digest|token|apikey|negotiate)\s/i.test(value),
      );
      const piece = value.slice(from, from + length);
      const redacted = echoRedactor([value])(`${around}${piece}${around}`);
      for (let at = 0; at + 8 <= piece.length; at += 1) {
        const eight = piece.slice(at, at + 8);
        assert.ok(around.includes(eight) || !redacted.includes(eight), eight);
      }
    }),
    { seed: 20261130, numRuns: 1_000 },
  );
});

test('echoRedactor() leaves ordinary words and short pieces alone', () => {
  const redact = echoRedactor([
    'Bearer applicationkey-81a77',
    'https://gateway.example.internal/hooks/kd81ma0s77',
    'db-production-x7',
    '8080',
    '     ',
    '',
  ]);
  for (const text of [
    'Bearer application required',
    'application/json from https://other.example.com',
    'tlsv1 alert internal error',
    '502 bad gateway in production',
    'HTTP 8080, or nothing at all',
    'kd81ma0',
  ])
    assert.equal(redact(text), text);
  assert.equal(redact('no hook kd81ma0s here'), 'no hook *** here');
});

test('redactor() hides whole secrets only, because a text of our own cuts none', () => {
  const redact = redactor(['wss://soak.example.com/live?room=5']);
  assert.equal(redact('wss://soak.example.com/other'), 'wss://soak.example.com/other');
  assert.equal(redact('to wss://soak.example.com/live?room=5'), 'to ***');
});

test('redactor() takes the longest of secrets that begin alike', () => {
  const redact = redactor(['abcd', 'abcdefgh', 'abcdefghijkl', 'abcz']);
  assert.equal(
    redact('[abcdefghijk] [abcdefghijklm] [abcde] [abcz]'),
    '[***ijk] [***m] [***e] [***]',
  );
});

test('a percent-encoded secret is known decoded too', () => {
  assert.equal(echoRedactor(['k%2F%2B9d8s%20a7'])('you sent k/+9d8s a7'), 'you sent ***');
});

test('masking takes time linear in the secrets and in the text', () => {
  const secrets = Array.from({ length: 1_000 }, (_, index) =>
    `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(String(index * 7_919).padStart(560, `${index}-`)).toString('base64')}`.slice(
      0,
      800,
    ),
  );
  const start = process.cpuUsage();
  const redact = echoRedactor(secrets);
  for (let index = 0; index < 1_000; index += 1) {
    const redacted = redact(`denied: ${secrets[index]!.slice(100, 215)}`);
    assert.ok(redacted.startsWith('denied: ***'));
  }
  redact('a'.repeat(100_000));
  echoRedactor(['a'.repeat(100_000)])('a'.repeat(100_000));
  assert.ok(process.cpuUsage(start).user < 3_000_000);
});
