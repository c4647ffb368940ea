import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import type tls from 'node:tls';
import { CertificateWatch } from './certificate-watch.ts';
import { createIdentity } from './testing/certificate.ts';

const HOUR_MS = 3_600_000;
/** Lives for two days. */
const certificate = new X509Certificate(createIdentity('DNS:a.test').cert);
const endMs = Date.parse(certificate.validTo);

function socketWith(shown: X509Certificate | undefined, { isReused = false } = {}) {
  const socket = { isSessionReused: () => isReused, getPeerX509Certificate: () => shown };
  return socket as unknown as tls.TLSSocket;
}

function watchAt(nowMs: number, { runMs = HOUR_MS } = {}) {
  const told: string[] = [];
  const watch = new CertificateWatch({
    target: 'wss-443',
    endsAtMs: nowMs + runMs,
    wallMs: () => nowMs,
    onNote: (message) => told.push(message),
  });
  return { watch, told };
}

for (const [leftMs, runMs, expected] of [
  [40 * HOUR_MS, HOUR_MS, undefined],
  [40 * HOUR_MS, 41 * HOUR_MS, 'expires before the run ends'],
  [11 * HOUR_MS, HOUR_MS, 'expires soon'],
  [-HOUR_MS, HOUR_MS, 'has expired'],
] as const) {
  const hours = `${leftMs / HOUR_MS} h before its end, in a run of ${runMs / HOUR_MS} h`;
  test(`CertificateWatch says ${expected ?? 'nothing'} of a certificate ${hours}`, () => {
    const { watch, told } = watchAt(endMs - leftMs, { runMs });
    for (let count = 0; count < 3; count += 1) watch.secured(socketWith(certificate));
    assert.equal(told.length, expected === undefined ? 0 : 1);
    if (expected === undefined) return;
    assert.match(told[0]!, /^the certificate of wss-443 \(CN=soak test, until .*GMT, SHA-256 /);
    assert.ok(told[0]!.endsWith(expected), told[0]);
  });
}

test('CertificateWatch reports each new certificate once, up to a limit', () => {
  const { watch, told } = watchAt(endMs - 40 * HOUR_MS);
  for (let round = 0; round < 2; round += 1) {
    for (let count = 0; count < 20; count += 1) {
      const { subject, validFrom, validTo } = certificate;
      const fingerprint256 = `${String(count).padStart(2, '0')}:AA:BB:CC:DD`;
      const shown = { subject, validFrom, validTo, fingerprint256 };
      watch.secured(socketWith(shown as X509Certificate));
    }
  }
  assert.equal(told.length, 8);
  assert.match(told[7]!, /^wss-443 shows a different certificate: .*not reported$/);
});

test('CertificateWatch ignores a resumed session, which shows an old certificate, and one without any', () => {
  const { watch, told } = watchAt(endMs - HOUR_MS);
  watch.secured(socketWith(certificate, { isReused: true }));
  watch.secured(socketWith(undefined));
  assert.deepEqual(told, []);
});

test('CertificateWatch prints hostile names as one short line', () => {
  const { watch, told } = watchAt(endMs - HOUR_MS);
  const subject = `CN=\u001b[2J\u202e${'x'.repeat(10_000)}\nO=y`;
  const shown = { subject, validFrom: 'x', validTo: '\u001b[31mnever', fingerprint256: 'AA:BB' };
  watch.secured(socketWith({ ...shown, fingerprint256: 'CC' } as X509Certificate));
  watch.secured(socketWith(shown as X509Certificate));
  assert.equal(told.length, 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is the point.
  assert.doesNotMatch(told[0]!, /[\u0000-\u001f\u202e]/);
  assert.ok(told[0]!.length < 400);
});
