/** What a reply that nobody expected shows of the port. */
interface ForeignProtocol {
  readonly what: string;
  readonly remedy: string;
}

interface Mark extends ForeignProtocol {
  /** Of the reply as the journal has it, with escapes. */
  readonly begins: RegExp;
}

/** First bytes of well-known protocols, in the order in which they are tried. */
const MARKS: readonly Mark[] = [
  {
    // A record of TLS: alert (RFC 8446 section 5.1), and the handshake of a server that spoke first.
    begins: /^\\x1[56]\\x03\\x0[0-4]/,
    what: 'a TLS alert: the port expects TLS',
    remedy: 'dial it as wss:// or tls://',
  },
  {
    // SETTINGS frame on stream 0 (RFC 9113 section 3.4), or GOAWAY.
    begins: /^\\x00\\x00.{1,4}(\\x04|\\x07)\\x00\\x00\\x00\\x00/,
    what: 'HTTP/2: the port does not speak HTTP/1.1',
    remedy: 'dial a listener that speaks HTTP/1.1',
  },
  {
    begins: /^HTTP\/\d\.\d 400 .*(plain HTTP request|HTTP request to an HTTPS)/is,
    what: 'HTTP 400: the port expects TLS',
    remedy: 'dial it as wss:// or tls://',
  },
  {
    begins: /^HTTP\/\d(\.\d)? \d{3}/,
    what: 'an HTTP response',
    remedy: 'dial the port of the service itself, or make the target a ws:// or wss:// one',
  },
  {
    begins: /^SSH-\d/,
    what: 'an SSH server',
    remedy: 'check the port of the target',
  },
  {
    begins: /^220[ -]/,
    what: 'an SMTP or FTP server',
    remedy: 'check the port of the target',
  },
  {
    // RESP errors: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
    begins: /^-(ERR|NOAUTH|WRONGPASS|DENIED|MISCONF|LOADING)\b/,
    what: 'an error of Redis',
    remedy: 'send a command that it accepts, or its password first',
  },
  {
    begins: /^.{1,4}\\x00\\x00\\x00\\n\d/,
    what: 'the greeting of MySQL',
    remedy: 'check the port of the target',
  },
  {
    // CONNACK with a refusal: MQTT 3.1.1 section 3.2, MQTT 5 section 3.2.2.2.
    begins: /^ \\x0[23]\\x00\\x(0[1-5]|[89][0-9a-f])/,
    what: 'MQTT: the broker refused the connection',
    remedy: 'check client id, user name, password and protocol version in on-open',
  },
  {
    begins: /^-?ERR(OR)?\b/i,
    what: 'an error of the application',
    remedy: 'compare what the target sends with what the server accepts',
  },
];

/** The protocol that a reply belongs to, by its first bytes; undefined where they are of none that is known. */
export function foreignProtocolOf(reply: string): ForeignProtocol | undefined {
  return MARKS.find(({ begins }) => begins.test(reply));
}
