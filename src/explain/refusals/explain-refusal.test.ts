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

const PROXY = pathOf(catalogued('slb', 'haproxy'), ingress(), pod());
const LVS = pathOf(slb(900_000, ['rst']), conntrack(), ingress(), pod());

interface Row {
  readonly row: string;
  /** The id of the rule that answers. */
  readonly rule: string;
  readonly refusal: Refusal;
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
    row: 'a TCP connect that is ended before a byte',
    rule: 'closed-while-opening',
    refusal: { phase: 'login', code: 'fin' },
    transport: 'tcp',
    path: PROXY,
    hops: ['slb', 'pod'],
    what: /closed while opening/,
  },
  {
    row: 'a FIN during the TLS handshake',
    rule: 'closed-while-opening',
    refusal: { phase: 'tls', code: 'fin' },
    path: PROXY,
    hops: ['slb', 'ingress', 'pod'],
    what: /closed while opening/,
  },
  {
    row: 'a RST during the TLS handshake',
    rule: 'reset-while-opening',
    refusal: { phase: 'tls', code: 'rst' },
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
];

for (const {
  row,
  rule,
  refusal,
  path = PROXY,
  transport = 'wss',
  hops,
  certainty = 'possible',
  what,
} of ROWS) {
  test(`explainRefusal() explains ${row}`, () => {
    const explanation = explainRefusal(refusal, wayOf(path, target('t', transport, path)));
    assert.deepEqual(
      explanation.causes.map(({ hop }) => hop),
      hops,
    );
    assert.equal(explanation.certainty, certainty);
    assert.match(explanation.causes[0]!.setting, what);
    if (certainty === 'possible') assert.ok(explanation.evidenceNeeded);
    const way = wayOf(path, target('t', transport, path));
    const first = REFUSAL_RULES.find((one) => one.explain(refusal, way) !== undefined);
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
