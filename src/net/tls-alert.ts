/** By number: the alerts of RFC 8446 section 6 and, for TLS 1.2 servers, RFC 5246 section 7.2. */
const ALERTS: Readonly<Record<number, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  21: 'decryption_failed',
  22: 'record_overflow',
  30: 'decompression_failure',
  40: 'handshake_failure',
  41: 'no_certificate',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  60: 'export_restriction',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  100: 'no_renegotiation',
  109: 'missing_extension',
  110: 'unsupported_extension',
  111: 'certificate_unobtainable',
  112: 'unrecognized_name',
  113: 'bad_certificate_status_response',
  114: 'bad_certificate_hash_value',
  115: 'unknown_psk_identity',
  116: 'certificate_required',
  120: 'no_application_protocol',
};

interface TlsError {
  readonly code?: string;
  readonly message: string;
}

/** The alert that a TLS peer sent, by its RFC name, when this error is one. */
export function tlsAlertOf({ message }: TlsError): string | undefined {
  // OpenSSL ends the message of a received alert with its number; one that it raised itself has none.
  const number = /SSL alert number (\d{1,3})/.exec(message)?.[1];
  return number === undefined ? undefined : (ALERTS[Number(number)] ?? `alert_${number}`);
}

/** OpenSSL's code for the error, also where Node only says EPROTO; undefined for every other error. */
export function tlsCodeOf({ code, message }: TlsError): string | undefined {
  if (code?.startsWith('ERR_SSL_') === true) return code;
  // error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/…
  const reason = /:SSL routines:[^:]*:([^:]{1,80})/.exec(message)?.[1];
  return reason === undefined ? undefined : `ERR_SSL_${reason.toUpperCase().replace(/\W+/g, '_')}`;
}
