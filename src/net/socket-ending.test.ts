import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ending, Refusal } from '../outcome/ending.ts';
import { endingOf, refusalOf, type SocketError } from './socket-ending.ts';

const ALERT =
  '00B05A3F957F0000:error:0A000438:SSL routines:ssl3_read_bytes:tlsv1 alert internal error:' +
  '../deps/openssl/openssl/ssl/record/rec_layer_s3.c:1590:SSL alert number 80\n';

function errorOf(code: string, syscall?: string, message = 'words'): SocketError {
  return Object.assign(new Error(message), { code, ...(syscall === undefined ? {} : { syscall }) });
}

const REFUSALS: readonly (readonly [SocketError, Refusal['phase'], Refusal])[] = [
  [errorOf('ECONNREFUSED', 'connect'), 'connect', { phase: 'connect', code: 'ECONNREFUSED' }],
  [errorOf('ETIMEDOUT', 'connect'), 'connect', { phase: 'connect', code: 'ETIMEDOUT' }],
  [errorOf('EHOSTUNREACH', 'connect'), 'connect', { phase: 'connect', code: 'EHOSTUNREACH' }],
  [errorOf('EADDRNOTAVAIL', 'connect'), 'connect', { phase: 'local', code: 'EADDRNOTAVAIL' }],
  [errorOf('EADDRINUSE', 'bind'), 'connect', { phase: 'local', code: 'EADDRINUSE' }],
  [errorOf('EMFILE', 'connect'), 'connect', { phase: 'local', code: 'EMFILE' }],
  [errorOf('ENFILE', 'connect'), 'connect', { phase: 'local', code: 'ENFILE' }],
  [errorOf('ECONNRESET', 'read'), 'tls', { phase: 'tls', code: 'rst' }],
  [errorOf('ECONNRESET'), 'tls', { phase: 'tls', code: 'fin' }],
  [errorOf('EPIPE', 'write'), 'upgrade', { phase: 'upgrade', code: 'rst' }],
  [
    errorOf('EPROTO', 'write', ALERT),
    'tls',
    {
      phase: 'tls',
      code: 'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR',
      detail: ALERT.trim().slice(0, 200),
    },
  ],
  [errorOf('CERT_HAS_EXPIRED'), 'tls', { phase: 'tls', code: 'CERT_HAS_EXPIRED', detail: 'words' }],
  [
    errorOf('HPE_INVALID_CONSTANT'),
    'upgrade',
    { phase: 'upgrade', code: 'bad-reply', detail: 'words' },
  ],
];

for (const [error, phase, refusal] of REFUSALS) {
  test(`refusalOf() ${error.code} ${error.syscall ?? 'without syscall'} in ${phase}`, () => {
    assert.deepEqual(refusalOf(error, phase), refusal);
  });
}

const ENDINGS: readonly (readonly [SocketError, Ending])[] = [
  [errorOf('ECONNRESET', 'read'), { kind: 'rst' }],
  [errorOf('EPIPE', 'write'), { kind: 'rst' }],
  [errorOf('ECONNRESET'), { kind: 'fin' }],
  [errorOf('ETIMEDOUT', 'read'), { kind: 'blackhole', noticedBy: 'keepalive' }],
  [errorOf('EHOSTUNREACH', 'read'), { kind: 'unreachable', errno: 'EHOSTUNREACH' }],
  [errorOf('ENETUNREACH', 'read'), { kind: 'unreachable', errno: 'ENETUNREACH' }],
  [errorOf('ENOBUFS', 'write'), { kind: 'local-fault', errno: 'ENOBUFS' }],
  [errorOf('ENOMEM', 'read'), { kind: 'local-fault', errno: 'ENOMEM' }],
  [
    errorOf('ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', undefined, ALERT),
    { kind: 'tls-alert', alert: 'internal_error' },
  ],
  [
    errorOf('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'),
    { kind: 'protocol-error', what: 'TLS: ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC' },
  ],
];

for (const [error, ending] of ENDINGS) {
  test(`endingOf() ${error.code} ${error.syscall ?? 'without syscall'}`, () => {
    assert.deepEqual(endingOf(error, 'keepalive'), ending);
  });
}
