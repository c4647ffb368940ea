import { atHops, type RefusalRule, tlsTerminator } from './refusal-rule.ts';

export const tlsHandshake: RefusalRule = {
  id: 'tls-handshake',
  concludes: 'the TLS handshake failed: the name (SNI), the version or the port is wrong',
  refutedBy: 'openssl s_client completes a handshake on the same port with the same name',
  explain({ code }, way) {
    if (code !== 'EPROTO') return undefined;
    return atHops([tlsTerminator(way)], 'TLS handshake', {
      reason: 'a fatal TLS alert, or no TLS on this port: the name (SNI), version or port is wrong',
      evidenceNeeded: 'the alert in the detail; openssl s_client on the same port',
    });
  },
};
