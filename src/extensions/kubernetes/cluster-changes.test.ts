import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Path } from '../../path/path.ts';
import type { WatchedCluster } from '../../scenario/scenario.ts';
import { type ClusterChange, ClusterChanges, type WatchedKind } from './cluster-changes.ts';
import { WATCHED } from './watched-object.ts';

const STARTED = '2026-11-22T01:00:00Z';
const BEFORE = '2026-11-01T00:00:00Z';
const MEANWHILE = '2026-11-22T01:30:00Z';

const PATH: Path = {
  hops: [
    { id: 'ingress', kind: 'ingress-nginx', role: 'ingress', limits: [] },
    { id: 'pod', kind: 'pod', role: 'backend', limits: [] },
  ],
};

type Printed = readonly [kind: WatchedKind, type: string, object: object];

function changesOf(printed: readonly Printed[], cluster: WatchedCluster = { namespace: 'prod' }) {
  const changes = new ClusterChanges(cluster, { path: PATH, startedAtMs: Date.parse(STARTED) });
  return printed.flatMap(([kind, type, object]): ClusterChange[] => {
    const change = changes.take(kind, WATCHED.parse({ type, object }));
    return change === undefined ? [] : [change];
  });
}

function named(name: string, metadata: object = {}, rest: object = {}): object {
  return {
    metadata: {
      uid: `uid-${name}`,
      name,
      namespace: 'prod',
      creationTimestamp: BEFORE,
      ...metadata,
    },
    ...rest,
  };
}

function pod(name: string, metadata: object = {}, restarts = 0): object {
  const lastState = { terminated: { reason: 'OOMKilled' } };
  const status = { containerStatuses: [{ restartCount: restarts, lastState }] };
  return named(name, metadata, { status });
}

test('what was there from the start is no change', () => {
  const printed: Printed[] = [
    ['pods', 'ADDED', pod('link-1', { deletionTimestamp: BEFORE }, 3)],
    ['ingresses', 'ADDED', named('web', { generation: 7 })],
    ['configmaps', 'ADDED', named('ingress-nginx-controller', {}, { data: { a: '1' } })],
    ['deployments', 'ADDED', named('link', { generation: 2 }, { spec: { replicas: 3 } })],
    ['endpointslices', 'ADDED', named('link-x', {}, { endpoints: [{}, {}] })],
  ];
  assert.deepEqual(changesOf([...printed, ...printed]), []);
});

test('a pod that is deleted stops the backend once, however often it is told', () => {
  const leaving = pod('link-1', { deletionTimestamp: MEANWHILE });
  assert.deepEqual(
    changesOf([
      ['pods', 'ADDED', pod('link-1')],
      ['pods', 'MODIFIED', leaving],
      ['pods', 'MODIFIED', leaving],
      ['pods', 'DELETED', leaving],
      ['pods', 'ADDED', pod('link-2')],
      ['pods', 'DELETED', pod('link-2')],
    ]),
    [
      { label: 'pod prod/link-1 is deleted', hop: 'pod', event: 'backend-stop' },
      { label: 'pod prod/link-2 is deleted', hop: 'pod', event: 'backend-stop' },
    ],
  );
});

test("a restart of a container is told with its reason, a proxy's pod is the ingress", () => {
  const labels = { 'app.kubernetes.io/name': 'ingress-nginx' };
  assert.deepEqual(
    changesOf([
      ['pods', 'ADDED', pod('link-1', {}, 1)],
      ['pods', 'MODIFIED', pod('link-1', {}, 2)],
      ['pods', 'ADDED', pod('controller-5d', { labels })],
      ['pods', 'DELETED', pod('controller-5d', { labels })],
    ]),
    [
      { label: 'pod prod/link-1 restarted (OOMKilled)', hop: 'pod', event: 'backend-stop' },
      { label: 'pod prod/controller-5d is deleted', hop: 'ingress', event: 'shutdown' },
    ],
  );
});

test('pods of others and of jobs date nothing', () => {
  const labels = { app: 'link' };
  const ownerReferences = [{ kind: 'Job' }];
  const printed: Printed[] = [
    ['pods', 'ADDED', pod('link-1', { labels })],
    ['pods', 'ADDED', pod('other')],
    ['pods', 'ADDED', pod('job-1', { ownerReferences })],
    ['pods', 'DELETED', pod('link-1', { labels })],
    ['pods', 'DELETED', pod('other')],
    ['pods', 'DELETED', pod('job-1', { ownerReferences })],
  ];
  const label = 'pod prod/link-1 is deleted';
  assert.deepEqual(changesOf(printed, { pods: [['app', 'link']] }), [
    { label, hop: 'pod', event: 'backend-stop' },
  ]);
  assert.deepEqual(changesOf(printed, {}), [
    { label, event: 'pod-stop' },
    { label: 'pod prod/other is deleted', event: 'pod-stop' },
  ]);
});

test('ingresses that change, come and go reload the controller; their status does not', () => {
  assert.deepEqual(
    changesOf([
      ['ingresses', 'ADDED', named('web', { generation: 1 })],
      ['ingresses', 'MODIFIED', named('web', { generation: 1 })],
      ['ingresses', 'MODIFIED', named('web', { generation: 2 })],
      ['ingresses', 'ADDED', named('new', { generation: 1, creationTimestamp: MEANWHILE })],
      ['ingresses', 'DELETED', named('new', { generation: 1 })],
    ]).map(({ label, hop, event }) => [label, hop, event]),
    [
      ['ingress prod/web changed', 'ingress', 'reload'],
      ['ingress prod/new added', 'ingress', 'reload'],
      ['ingress prod/new deleted', 'ingress', 'reload'],
    ],
  );
});

test('ConfigMaps of a proxy reload it; its locks and others do not', () => {
  const versions = (name: string): Printed[] =>
    ['1', '1', '2'].map((value) => [
      'configmaps',
      'MODIFIED',
      named(name, {}, { data: { value } }),
    ]);
  const all = ['ingress-nginx-controller', 'tcp-services', 'ingress-nginx-leader', 'app-settings'];
  assert.deepEqual(changesOf(all.flatMap(versions)), [
    { label: 'configmap prod/ingress-nginx-controller changed', hop: 'ingress', event: 'reload' },
    { label: 'configmap prod/tcp-services changed', hop: 'ingress', event: 'reload' },
  ]);
});

test('endpoints and deployments are told with their numbers', () => {
  const slice = (...ready: (boolean | undefined)[]) =>
    named(
      'link-x',
      { labels: { 'kubernetes.io/service-name': 'link' } },
      { endpoints: ready.map((one) => ({ conditions: { ready: one } })) },
    );
  const deployment = (generation: number, replicas: number) =>
    named('link', { generation }, { spec: { replicas } });
  assert.deepEqual(
    changesOf([
      ['endpointslices', 'ADDED', slice(true, undefined, false)],
      ['endpointslices', 'MODIFIED', slice(true, false, false)],
      ['endpointslices', 'MODIFIED', slice(true, true, true)],
      ['deployments', 'ADDED', deployment(1, 3)],
      ['deployments', 'MODIFIED', deployment(1, 3)],
      ['deployments', 'MODIFIED', deployment(2, 3)],
      ['deployments', 'MODIFIED', deployment(3, 5)],
    ]),
    [
      { label: 'link has 1 ready endpoints, after 2', event: 'backend-removed' },
      { label: 'link has 3 ready endpoints, after 1', event: 'endpoints' },
      { label: 'deployment prod/link rolls out', event: 'rollout' },
      { label: 'deployment prod/link scaled from 3 to 5', event: 'scale' },
    ],
  );
});

test("of Kubernetes' own events a reload dates drops, and others are told, clean", () => {
  const event = (reason: string, kind: string, name: string): Printed => [
    'events',
    'ADDED',
    named('e', {}, { reason, involvedObject: { kind, namespace: 'ingress-nginx', name } }),
  ];
  assert.deepEqual(
    changesOf([
      event('RELOAD', 'Pod', 'controller-1'),
      event('Scheduled', 'Pod', 'x'),
      event('NodeNotReady', 'Node', 'no\u001b[31mde\n1'),
    ]),
    [
      { label: 'pod ingress-nginx/controller-1 reloaded', hop: 'ingress', event: 'reload' },
      { label: 'NodeNotReady: node ingress-nginx/node 1', event: 'NodeNotReady' },
    ],
  );
});

test('of two ingresses nobody can tell which has reloaded', () => {
  const second = { id: 'edge', kind: 'nginx', role: 'ingress', limits: [] } as const;
  const path = { hops: [...PATH.hops, second] };
  const changes = new ClusterChanges({}, { path, startedAtMs: Date.parse(STARTED) });
  const object = named('new', { creationTimestamp: MEANWHILE });
  assert.deepEqual(changes.take('ingresses', WATCHED.parse({ type: 'ADDED', object })), {
    label: 'ingress prod/new added',
    event: 'reload',
  });
});

test('what a change does is up to the kind of the ingress: Traefik takes its configuration over without harm', () => {
  const changesFor = (kind: string) => {
    const path: Path = { hops: [{ id: 'edge', kind, role: 'ingress', limits: [] }] };
    const changes = new ClusterChanges({}, { path, startedAtMs: Date.parse(STARTED) });
    const take = (watched: WatchedKind, object: object) =>
      changes.take(watched, WATCHED.parse({ type: 'MODIFIED', object }));
    take('ingresses', named('web', { generation: 1 }));
    take('configmaps', named('nginx-config', {}, { data: { a: '1' } }));
    return [
      take('ingresses', named('web', { generation: 2 })),
      take('configmaps', named('nginx-config', {}, { data: { a: '2' } })),
    ].map((change) => [change?.hop, change?.event]);
  };
  assert.deepEqual(changesFor('f5-nginx-ingress'), [
    ['edge', 'reload'],
    ['edge', 'reload'],
  ]);
  assert.deepEqual(changesFor('traefik'), [
    [undefined, 'configuration'],
    [undefined, undefined],
  ]);
  assert.deepEqual(changesFor('custom')[0], ['edge', 'reload']);
});
