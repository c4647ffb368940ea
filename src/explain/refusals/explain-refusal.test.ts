import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Refusal } from '../../outcome/ending.ts';
import type { Path } from '../../path/path.ts';
import type { TransportKind } from '../../path/transport.ts';
import { wayOf } from '../../path/way.ts';
import {
  catalogued,
  conntrack,
  ingress,
  pathOf,
  pod,
  slb,
  target,
} from '../../testing/explain/fixtures.ts';
import type { Certainty } from '../cause.ts';
import { explainRefusal, REFUSAL_RULES } from './explain-refusal.ts';
import { LONE_REFUSAL, type RefusalFacts } from './refusal-facts.ts';

const PROXY = pathOf(catalogued('slb', 'haproxy'), ingress(), pod());
const LVS = pathOf(slb(900_000, ['rst']), conntrack(), ingress(), pod());

interface Row {
  readonly row: string;
  /** The id of the rule that answers. */
  readonly rule: string;
  readonly refusal: Refusal;
  readonly facts?: Partial<RefusalFacts>;
  readonly path?: Path;
  readonly transport?: TransportKind;
  readonly hops: readonly string[];
  readonly certainty?: Certainty;
  readonly what: RegExp;
}

/** One for each row of what was measured of connections that never open. */
const ROWS: readonly Row[] = [
  {
    row: 'a refused connect through NAT',
    rule: 'connection-refused',
    refusal: { phase: 'connect', code: 'ECONNREFUSED' },
    transport: 'tcp',
    path: LVS,
    hops: ['slb', 'node', 'pod'],
    what: /nothing listens/,
  },
  {
    row: 'a refused connect to a proxy',
    rule: 'connection-refused',
    refusal: { phase: 'connect', code: 'ECONNREFUSED' },
    path: PROXY,
    hops: ['slb'],
    certainty: 'likely',
    what: /nothing listens/,
  },
  {
    row: 'a TCP connect that is ended before a byte, where others open',
    rule: 'closed-while-opening',
    refusal: { phase: 'login', code: 'fin' },
    facts: { opened: 5 },
    transport: 'tcp',
    path: PROXY,
    hops: ['slb', 'pod'],
    what: /closed while opening/,
  },
  {
    row: 'a FIN during the TLS handshake, where others open',
    rule: 'closed-while-opening',
    refusal: { phase: 'tls', code: 'fin' },
    facts: { opened: 5 },
    path: PROXY,
    hops: ['slb', 'ingress', 'pod'],
    what: /closed while opening/,
  },
  {
    row: 'a RST during the TLS handshake, where others open',
    rule: 'reset-while-opening',
    refusal: { phase: 'tls', code: 'rst' },
    facts: { opened: 5 },
    path: LVS,
    hops: ['slb', 'node', 'ingress'],
    what: /reset while opening/,
  },
  {
    row: 'silence after the connect',
    rule: 'silent-while-opening',
    refusal: { phase: 'tls', code: 'timeout' },
    path: LVS,
    hops: ['ingress', 'pod'],
    what: /accepted, then silent/,
  },
  {
    row: 'a SYN without an answer',
    rule: 'syn-unanswered',
    refusal: { phase: 'connect', code: 'ETIMEDOUT' },
    path: LVS,
    hops: ['slb', 'node', 'ingress'],
    what: /SYN not answered/,
  },
  {
    row: 'no route to the host',
    rule: 'no-route',
    refusal: { phase: 'connect', code: 'EHOSTUNREACH' },
    path: PROXY,
    hops: ['slb'],
    certainty: 'likely',
    what: /host or link down/,
  },
  {
    row: 'local ports that ran out',
    rule: 'own-resources',
    refusal: { phase: 'connect', code: 'EADDRNOTAVAIL' },
    hops: ['generator'],
    certainty: 'certain',
    what: /EADDRNOTAVAIL/,
  },
  {
    row: 'too many open files',
    rule: 'own-resources',
    refusal: { phase: 'local', code: 'EMFILE' },
    hops: ['generator'],
    certainty: 'certain',
    what: /EMFILE/,
  },
  {
    row: 'a name that does not resolve',
    rule: 'name-resolution',
    refusal: { phase: 'resolve', code: 'ENOTFOUND' },
    hops: ['generator'],
    certainty: 'likely',
    what: /does not resolve/,
  },
  {
    row: 'a 502',
    rule: 'http-status',
    refusal: { phase: 'upgrade', code: '502' },
    hops: ['pod'],
    certainty: 'likely',
    what: /HTTP 502/,
  },
  {
    row: 'a 503',
    rule: 'http-status',
    refusal: { phase: 'upgrade', code: '503' },
    hops: ['pod', 'ingress'],
    what: /HTTP 503: no endpoint is ready/,
  },
  {
    row: 'a 504',
    rule: 'http-status',
    refusal: { phase: 'upgrade', code: '504' },
    hops: ['pod'],
    certainty: 'likely',
    what: /HTTP 504/,
  },
  {
    row: 'a 403',
    rule: 'http-status',
    refusal: { phase: 'upgrade', code: '403' },
    hops: ['pod', 'ingress'],
    what: /HTTP 403/,
  },
  {
    row: 'a 101 that no WebSocket server sends',
    rule: 'unexpected-reply',
    refusal: { phase: 'upgrade', code: '101' },
    hops: ['pod', 'ingress'],
    what: /unexpected reply/,
  },
  {
    row: 'a redirect',
    rule: 'http-status',
    refusal: { phase: 'upgrade', code: '302' },
    hops: ['pod', 'ingress'],
    what: /HTTP 302/,
  },
  {
    row: 'an expired certificate',
    rule: 'certificate',
    refusal: { phase: 'tls', code: 'CERT_HAS_EXPIRED' },
    hops: ['ingress'],
    certainty: 'likely',
    what: /certificate/,
  },
  {
    row: 'a certificate for another name',
    rule: 'certificate',
    refusal: { phase: 'tls', code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    hops: ['ingress'],
    certainty: 'likely',
    what: /certificate/,
  },
  {
    row: 'a reply that is no reply to an upgrade',
    rule: 'unexpected-reply',
    refusal: { phase: 'upgrade', code: 'bad-reply' },
    hops: ['pod', 'ingress'],
    what: /unexpected reply/,
  },
  {
    row: 'an alert of the TLS handshake',
    rule: 'tls-handshake',
    refusal: { phase: 'tls', code: 'EPROTO' },
    hops: ['ingress'],
    certainty: 'likely',
    what: /TLS handshake/,
  },
  {
    row: 'a FIN after the first bytes where none ever opened',
    rule: 'first-bytes-refused',
    refusal: { phase: 'upgrade', code: 'fin' },
    transport: 'ws',
    hops: ['slb', 'slb', 'slb', 'ingress', 'pod'],
    what: /PROXY protocol expected/,
  },
  {
    row: 'a RST after the first bytes where a PROXY header helps',
    rule: 'first-bytes-refused',
    refusal: { phase: 'tls', code: 'rst' },
    facts: { wantsProxyHeader: true },
    hops: ['slb'],
    certainty: 'likely',
    what: /^PROXY protocol expected$/,
  },
  {
    row: 'a FIN after the first bytes where a PROXY header does not help',
    rule: 'first-bytes-refused',
    refusal: { phase: 'upgrade', code: 'fin' },
    facts: { wantsProxyHeader: false },
    transport: 'ws',
    hops: ['slb', 'slb', 'ingress', 'pod'],
    what: /^TLS expected$/,
  },
  {
    row: 'a server that chose HTTP/2',
    rule: 'other-protocol',
    refusal: { phase: 'tls', code: 'alpn', detail: 'h2' },
    hops: ['slb', 'ingress'],
    what: /ALPN chose h2/,
  },
  {
    row: 'a TLS alert in answer to plain text',
    rule: 'foreign-reply',
    refusal: { phase: 'upgrade', code: 'bad-reply', reply: '\\x15\\x03\\x01\\x00\\x02\\x02F' },
    transport: 'ws',
    hops: ['pod', 'ingress'],
    what: /the port expects TLS/,
  },
  {
    row: 'another protocol in answer to the login',
    rule: 'foreign-reply',
    refusal: { phase: 'login', code: 'other-reply', reply: 'SSH-2.0-OpenSSH_9.2\\r\\n' },
    transport: 'tcp',
    hops: ['slb', 'pod'],
    what: /an SSH server/,
  },
  {
    row: 'an unknown name (SNI)',
    rule: 'tls-handshake',
    refusal: { phase: 'tls', code: 'ERR_SSL_TLSV1_UNRECOGNIZED_NAME' },
    hops: ['ingress'],
    certainty: 'likely',
    what: /unknown name \(SNI\)/,
  },
  {
    row: 'a 500 of nginx while as many are open as ever were',
    rule: 'open-limit',
    refusal: { phase: 'upgrade', code: '500', http: { server: 'nginx' } },
    facts: { refused: 29, wanted: 60, opened: 31, openMost: 31, openLeastAtRefusal: 31 },
    transport: 'ws',
    hops: ['ingress'],
    certainty: 'likely',
    what: /worker_connections: 31 connections take 62/,
  },
  {
    row: 'a SYN without an answer from the 51st on',
    rule: 'open-limit',
    refusal: { phase: 'connect', code: 'timeout' },
    facts: {
      refused: 50,
      wanted: 100,
      opened: 50,
      openMost: 50,
      openLeastAtRefusal: 50,
      openedLater: true,
    },
    path: LVS,
    hops: ['slb', 'node', 'ingress'],
    what: /a limit of 50 connections of one source/,
  },
  {
    row: 'a silent open where HAProxy is full, and later ones that open',
    rule: 'open-limit',
    refusal: { phase: 'login', code: 'timeout' },
    facts: {
      refused: 9,
      wanted: 60,
      opened: 60,
      openMost: 40,
      openLeastAtRefusal: 39,
      openedLater: true,
    },
    transport: 'tcp',
    hops: ['slb', 'pod'],
    what: /maxconn 40/,
  },
  {
    row: 'a refusal at a level at which others opened',
    rule: 'connection-refused',
    refusal: { phase: 'connect', code: 'ECONNREFUSED' },
    facts: { refused: 9, wanted: 80, opened: 60, openMost: 60, openLeastAtRefusal: 40 },
    hops: ['slb'],
    certainty: 'likely',
    what: /nothing listens/,
  },
];

for (const {
  row,
  rule,
  refusal,
  facts: some,
  path = PROXY,
  transport = 'wss',
  hops,
  certainty = 'possible',
  what,
} of ROWS) {
  test(`explainRefusal() explains ${row}`, () => {
    const facts = { ...LONE_REFUSAL, ...some };
    const explanation = explainRefusal(refusal, wayOf(path, target('t', transport, path)), facts);
    assert.deepEqual(
      explanation.causes.map(({ hop }) => hop),
      hops,
    );
    assert.equal(explanation.certainty, certainty);
    assert.match(explanation.causes[0]!.setting, what);
    if (certainty === 'possible') assert.ok(explanation.evidenceNeeded);
    const way = wayOf(path, target('t', transport, path));
    const first = REFUSAL_RULES.find((one) => one.explain(refusal, way, facts) !== undefined);
    assert.equal(first?.id, rule);
  });
}

test('every rule for refusals answers a row of its own', () => {
  const answering = new Set(ROWS.map(({ rule }) => rule));
  assert.deepEqual(
    REFUSAL_RULES.map(({ id }) => id).filter((id) => !answering.has(id)),
    [],
  );
});

test('a status is explained in the words of the server, with a remedy of its own', () => {
  const way = wayOf(PROXY, target('t', 'ws', PROXY));
  const of = (code: string, http?: Refusal['http']) =>
    explainRefusal({ phase: 'upgrade', code, ...(http && { http }) }, way);
  const remedies = ['301', '401', '403', '404', '426', '429', '502', '503'].map(
    (code) => of(code).remedy,
  );
  assert.equal(new Set(remedies).size, remedies.length);
  const https = of('301', { location: 'https://h/' });
  assert.match(https.reason, /a redirect to https:\/\/h\//);
  assert.match(https.remedy!, /wss:/);
  assert.match(of('401', { authenticate: 'Bearer' }).reason, /it asks for Bearer/);
  assert.match(of('429', { retryAfter: '30' }).reason, /Retry-After: 30/);
  assert.match(of('404', { server: 'nginx', body: '404 Not Found' }).reason, /nginx said "404 Not/);
  assert.match(
    of('400', { body: '400 The plain HTTP request was sent to HTTPS port' }).remedy!,
    /wss:/,
  );
  assert.deepEqual(
    of('503', { body: 'no healthy upstream' }).causes.map(({ hop }) => hop),
    ['pod'],
  );
  assert.match(
    of('503', { body: 'upstream connect error, reset reason: overflow' }).causes[0]!.setting,
    /circuit breaker/,
  );
});
