import { atHops, type RefusalRule, tlsTerminator } from './refusal-rule.ts';

export const tlsHandshake: RefusalRule = {
  id: 'tls-handshake',
  concludes: 'the TLS handshake failed: the name (SNI), the version or the port is wrong',
  refutedBy: 'openssl s_client completes a handshake on the same port with the same name',
  explain({ code }, way) {
    if (code !== 'EPROTO' && !code.startsWith('ERR_SSL_')) return undefined;
    const known = MEANINGS.find(({ of }) => of.test(code));
    return atHops([tlsTerminator(way)], known?.setting ?? 'TLS handshake', {
      reason:
        known?.words ??
        'a fatal TLS alert, or no TLS on this port: the name (SNI), version or port is wrong',
      evidenceNeeded: 'the alert in the detail; openssl s_client on the same port',
      remedy: known?.remedy ?? 'check server-name:, tls-min: and the port of the target',
    });
  },
};

/** What OpenSSL calls it, and what it means (RFC 8446 section 6). */
const MEANINGS: readonly {
  readonly of: RegExp;
  readonly setting: string;
  readonly words: string;
  readonly remedy: string;
}[] = [
  {
    of: /UNRECOGNIZED_NAME/,
    setting: 'TLS handshake: unknown name (SNI)',
    words: 'a TLS alert: the server has no certificate for this name (SNI)',
    remedy: 'server-name: in the target, or a certificate for this name at the server',
  },
  {
    of: /WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|BAD_RECORD_TYPE/,
    setting: 'no TLS on this port',
    words: 'the answer to the TLS handshake was no TLS: the port speaks plain text',
    remedy: 'dial it as ws:// or tcp://, or dial the port that has TLS',
  },
  {
    of: /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/,
    setting: 'TLS handshake: version',
    words: 'client and server have no version of TLS in common',
    remedy: 'the versions that the server accepts, and tls-min in the target',
  },
  {
    of: /CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN/,
    setting: 'TLS handshake: client certificate',
    words: 'the server wants a certificate of the client, or did not accept the one that was sent',
    remedy: 'cert: and key: in the target, of an authority that the server trusts',
  },
  {
    of: /HANDSHAKE_FAILURE|NO_SHARED_CIPHER|INSUFFICIENT_SECURITY/,
    setting: 'TLS handshake: nothing in common',
    words: 'client and server have no cipher or group in common, or the server has no certificate',
    remedy: 'openssl s_client on the same port with the same name',
  },
];
