import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NoteRecord } from '../../journal/record.ts';
import type { Hop, Path, PathEvent } from '../../path/path.ts';
import { isWebSocket, type TransportKind } from '../../path/transport.ts';
import { analyzedRun } from '../../testing/analyzed-run.ts';
import { catalogued } from '../../testing/explain/fixtures.ts';
import { scenarioOf, targetOf } from '../../testing/scenarios.ts';
import { type Advice, adviceFor } from './advice.ts';

interface Case {
  readonly kind: string;
  /** Settings of the hop, in seconds. */
  readonly settings?: Readonly<Record<string, number>>;
  readonly transport: TransportKind;
  readonly event?: PathEvent;
  readonly holdS: number;
  /** The scenario names the limits; otherwise they are the vendor's defaults. */
  readonly isWritten?: true;
}

/** What soak advises after 20 silent connections through a hop of this kind were lost. */
function adviceAfter({
  kind,
  settings = {},
  transport,
  event,
  holdS,
  isWritten,
}: Case): Advice | undefined {
  const values = Object.entries(settings).map(([key, s]): [string, number] => [key, s * 1_000]);
  const edge = catalogued('edge', kind, Object.fromEntries(values));
  const source = { kind: 'scenario', at: { file: 'a.yaml', line: 1, column: 1 } } as const;
  const limits = edge.limits.map((limit) => (isWritten ? { ...limit, source } : limit));
  const hop: Hop = { ...edge, limits };
  const path: Path = { hops: [hop] };
  const mark: NoteRecord | undefined = event && {
    type: 'note',
    kind: 'event',
    atMs: 20_000,
    label: event,
    hop: 'edge',
    event,
    source: 'mark',
  };
  const scenario = scenarioOf({
    path,
    targets: [
      targetOf(path, {
        name: 'quiet',
        connections: 20,
        address: isWebSocket(transport)
          ? { transport, host: '192.0.2.80', port: 443, path: '/', headers: {}, subprotocols: [] }
          : { transport, host: '192.0.2.80', port: 443 },
      }),
    ],
    holdMs: holdS * 1_000,
  });
  const faults = event === undefined ? [] : [{ kind: event, hop: 'edge', atMs: 20_000 } as const];
  const network = { seed: 7, rttMs: [5, 20] as const, path, faults };
  const { summary } = analyzedRun({ scenario, network }, mark === undefined ? [] : [mark]);
  const [group] = summary.dropGroups;
  return group === undefined ? undefined : adviceFor(group, scenario);
}

test("an F5 controller's Ingress gets F5's annotation, with a unit", () => {
  const advice = adviceAfter({ kind: 'f5-nginx-ingress', transport: 'ws', holdS: 300 });
  assert.deepEqual(advice, [
    {
      where: 'annotations of the Ingress, for edge',
      minus: [],
      plus: ['nginx.org/proxy-read-timeout: "301s"'],
    },
    { where: 'or the client, instead', minus: [], plus: ['heartbeat: { every: 20s }'] },
  ]);
});

test('the annotation of ingress-nginx has plain seconds', () => {
  const [first] = adviceAfter({ kind: 'ingress-nginx', transport: 'ws', holdS: 300 })!;
  assert.deepEqual(first.plus, ['nginx.ingress.kubernetes.io/proxy-read-timeout: "301"']);
});

test('a longer drain after a reload comes with the grace period that it needs', () => {
  const advice = adviceAfter({
    kind: 'ingress-nginx',
    settings: { 'proxy-read-timeout': 3_600, 'worker-shutdown-timeout': 30 },
    transport: 'ws',
    event: 'reload',
    holdS: 300,
  });
  assert.deepEqual(
    advice?.map(({ plus }) => plus),
    [['worker-shutdown-timeout: "301s"'], ['terminationGracePeriodSeconds: 311']],
  );
});

test('what the vendor accepts no longer is not proposed: the client has to speak', () => {
  const established = (s: number) =>
    adviceAfter({
      kind: 'alibaba-slb',
      settings: { 'established-timeout': s },
      transport: 'tcp',
      holdS: 3_600,
    })!;
  const [only, ...rest] = established(900);
  assert.deepEqual(rest, []);
  assert.deepEqual(only, {
    where: 'the client, because edge accepts 900s at most',
    minus: [],
    plus: ['heartbeat: { every: 300s }'],
  });
  const [first, second] = established(60);
  assert.match(first.plus[0]!, /established-timeout: "900"$/);
  assert.equal(second?.where, 'and the client, because edge accepts no more');
});

test('a section of a file is replaced with its lines, so that it does not stand there twice', () => {
  const [first] = adviceAfter({
    kind: 'conntrack',
    settings: { 'established-timeout': 60 },
    transport: 'tcp',
    holdS: 300,
    isWritten: true,
  })!;
  assert.deepEqual(first, {
    where: 'KubeProxyConfiguration, for edge',
    minus: ['conntrack:', '  tcpEstablishedTimeout: 60s'],
    plus: ['conntrack:', '  tcpEstablishedTimeout: 301s'],
  });
});

test('equal limits of one hop change together', () => {
  const advice = adviceAfter({
    kind: 'haproxy',
    settings: { 'timeout-client': 60, 'timeout-server': 60 },
    transport: 'tcp',
    holdS: 300,
  })!;
  const words = advice.flatMap(({ plus }) => plus).join('\n');
  assert.match(words, /timeout client/);
  assert.match(words, /timeout server/);
});
