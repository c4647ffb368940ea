import { firstReaders, oneOf, type RefusalRule, tlsTerminator } from './refusal-rule.ts';

export const otherProtocol: RefusalRule = {
  id: 'other-protocol',
  concludes: 'the TLS handshake (ALPN) agreed on a protocol that opens no WebSocket, or on none',
  refutedBy: 'openssl s_client with the same offer agrees on another protocol on the same port',
  explain({ code, detail = '' }, way) {
    const isNone = /NO_APPLICATION_PROTOCOL/.test(code);
    if (code !== 'alpn' && !isNone) return undefined;
    const hop = tlsTerminator(way);
    const where = firstReaders(way).includes(hop) ? [hop] : [...firstReaders(way), hop];
    const setting = isNone ? 'ALPN: no protocol in common' : `ALPN chose ${detail}`;
    return oneOf(
      where.map((id) => ({ hop: id, setting })),
      {
        reason: isNone
          ? 'the TLS handshake found no protocol in common (ALPN): the port does not take what the target offers'
          : `the server chose ${detail} by ALPN, and a WebSocket opens by an upgrade of HTTP/1.1 (RFC 6455)`,
        evidenceNeeded: 'openssl s_client -alpn on the same port: what does it choose?',
        remedy: 'offer http/1.1 only: alpn: [http/1.1] in the target',
      },
    );
  },
};
