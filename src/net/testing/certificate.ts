import { execFileSync } from 'node:child_process';

/** A key and its own certificate, as PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** A fresh self-signed certificate for tests, for these names (`DNS:…` or `IP:…`). */
export function createIdentity(...names: readonly string[]): Identity {
  const pem = execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '2', '-subj', '/CN=soak test', '-keyout', '-', '-out', '-'],
      ...['-addext', `subjectAltName=${names.join(',')}`],
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const start = pem.indexOf('-----BEGIN CERTIFICATE');
  return { key: pem.slice(0, start), cert: pem.slice(start) };
}
