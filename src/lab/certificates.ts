import { webcrypto } from 'node:crypto';
import tls from 'node:tls';

/** Certificates live for two days: longer than a soak, too short to be trusted by mistake for long. */
const LIFETIME_MS = 2 * 86_400_000;
/** Clocks of other machines may be behind. */
const BACKDATED_MS = 3_600_000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A certificate authority that lives as long as its process. */
export interface Authority {
  /** For a client's trust store. */
  readonly caPem: string;
  /** A new key and certificate for localhost, 127.0.0.1, ::1, `lab` and these names. */
  issue(names: readonly string[]): Promise<{ readonly certificate: string; readonly key: string }>;
  /** The same, ready for a server. */
  secureContext(names: readonly string[]): Promise<tls.SecureContext>;
}

export async function createAuthority(nowMs: number): Promise<Authority> {
  // Loaded here, because it takes 0.2 s and most commands need no certificates.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const keys = await generateKeys();
  const validity = {
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(nowMs + LIFETIME_MS),
    signingAlgorithm: ALGORITHM,
  };
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: 'CN=soak lab CA',
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });

  async function issue(names: readonly string[]) {
    const leafKeys = await generateKeys();
    const leaf = await x509.X509CertificateGenerator.create({
      ...validity,
      subject: 'CN=soak lab',
      issuer: ca.subject,
      publicKey: leafKeys.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension(alternativeNames(names)),
        await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return { certificate: leaf.toString('pem'), key: await privatePem(leafKeys.privateKey) };
  }

  return {
    caPem: ca.toString('pem'),
    issue,
    secureContext: async (names) => {
      const { certificate, key } = await issue(names);
      return tls.createSecureContext({ cert: certificate, key });
    },
  };
}

function generateKeys() {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

function alternativeNames(names: readonly string[]) {
  const all = new Set(['localhost', 'lab', '127.0.0.1', '::1', ...names]);
  return [...all].map((value) => ({
    type: isAddress(value) ? ('ip' as const) : ('dns' as const),
    value,
  }));
}

function isAddress(name: string): boolean {
  return /^[\d.]+$/.test(name) || name.includes(':');
}
