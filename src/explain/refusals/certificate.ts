import { atHops, type RefusalRule, tlsTerminator } from './refusal-rule.ts';

export const certificate: RefusalRule = {
  id: 'certificate',
  concludes: 'the certificate is not valid for this name, this time or these authorities',
  refutedBy: 'openssl s_client verifies the certificate with the same name and authorities',
  explain({ code }, way) {
    // An alert about our own certificate is a failure of the handshake.
    if (code.startsWith('ERR_SSL_')) return undefined;
    if (!/CERT|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|ALTNAME/.test(code)) return undefined;
    return atHops([tlsTerminator(way)], 'certificate', {
      reason: `the certificate was not accepted (${code})`,
      evidenceNeeded: 'the certificate in use; the name and the authorities in the scenario',
      remedy: 'ca: or server-name: in the target, a certificate for this name, or insecure: true',
    });
  },
};
