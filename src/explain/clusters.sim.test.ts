import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hop, Limit } from '../path/path.ts';
import type { Traffic } from '../scenario/scenario.ts';
import { catalogued, heartbeat, hop, limit, pathOf, pod } from '../testing/explain/fixtures.ts';
import { scenarioOf, targetOf } from '../testing/scenarios.ts';
import type { SimFault, SimOrigin } from '../testing/sim-fault.ts';
import { explainedRun } from '../testing/swarm/explained.ts';

/** A night of 400 speaking and 200 silent connections over two balancer addresses, six pods on three nodes. */
const HOUR_MS = 3_600_000;
const NGINX = { 'proxy-read-timeout': 3 * HOUR_MS };
const LISTED = pathOf(
  hop('slb', 'alibaba-slb', 'load-balancer', [
    limit('EstablishedTimeout', 3 * HOUR_MS, { effects: ['rst'] }),
  ]),
  catalogued('ingress', 'ingress-nginx', NGINX),
  catalogued('node', 'conntrack'),
  pod(),
);
const ORIGINS: readonly SimOrigin[] = Array.from({ length: 24 }, (_, index) => ({
  localAddress: `192.0.2.${1 + (index % 2)}`,
  peer: `198.51.100.${1 + (Math.floor(index / 2) % 2)}`,
  backend: `pod-${Math.floor(index / 4)}@node-${Math.floor(index / 8)}`,
}));

interface Case {
  readonly name: string;
  /** Limits that the balancer has in truth, and nobody listed. */
  readonly unlisted?: Limit;
  readonly faults?: readonly SimFault[];
  readonly says: RegExp;
  readonly hops: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: 'an unknown idle timeout',
    unlisted: limit('?', 353_000, { effects: ['fin'], lateMs: 400 }),
    says: /^a consistent idle timeout of 35\d\.\d to 353\.\d s; no configured setting has it.*AWS Network Load Balancer [^:]*: 350 s by default/,
    hops: ['ingress', 'unlisted'],
  },
  {
    name: 'a maximum lifetime',
    unlisted: limit('?', 2_500_000, { startsAt: 'open', resetBy: 'nothing', effects: ['fin'] }),
    says: /^a consistent maximum age of 2,(499|500)\.\d to 2,500\.\d s; no configured setting has it/,
    hops: ['ingress', 'unlisted'],
  },
  {
    name: 'a maximum lifetime that is found only by our own packets',
    unlisted: limit('?', 2_500_000, { startsAt: 'open', resetBy: 'nothing', effects: ['silent'] }),
    says: /^a consistent maximum age of 2,(499|500)\.\d to 2,50\d\.\d s; no configured setting has it/,
    hops: ['slb', 'ingress', 'unlisted'],
  },
  {
    name: 'a period',
    faults: times(9, (index) => ({
      ...fault('ingress', 'fin', 1_000_000 + index * 240_000),
      count: 20,
    })),
    says: /9 waves, one every (239\.9|240\.0)( to 240\.\d)? s/,
    hops: ['ingress'],
  },
  {
    name: 'a period in which two beats hit no connection, beside a burst that has none',
    faults: [
      ...times(11, (index) => ({
        ...fault('ingress', 'fin', 1_000_000 + index * 240_000),
        count: index === 4 || index === 7 ? 0 : 20,
      })),
      { ...fault('ingress', 'fin', 1_330_000), count: 20 },
    ],
    says: /9 waves, one every (239\.9|240\.0)( to 240\.\d)? s, 2 more hit no connection, \d+ to \d+ connections each, \d to \d % of those open/,
    hops: ['ingress'],
  },
  {
    name: 'one bad pod',
    faults: times(40, (index) => ({
      ...fault('pod', 'fin', 900_000 + index * 61_000 + ((index * 7_919) % 30_000)),
      count: 1,
      of: { backend: 'pod-2@node-1' },
    })),
    says: /on backend pod-2@node-1, which held 1\d % of the connections/,
    hops: ['pod'],
  },
  {
    name: 'one node',
    faults: times(80, (index) => ({
      ...fault('node', 'silence', 900_000 + index * 31_000 + ((index * 7_919) % 20_000)),
      count: 1,
      of: { backend: `pod-${2 + (index % 2)}@node-1` },
    })),
    says: /on node node-1, which held 3\d % of the connections/,
    hops: ['node', 'pod'],
  },
  {
    name: 'one balancer address',
    faults: times(50, (index) => ({
      ...fault('slb', 'rst', 900_000 + index * 51_000 + ((index * 7_919) % 30_000)),
      count: 1,
      of: { peer: '198.51.100.2' },
    })),
    says: /all \d+ on balancer address 198\.51\.100\.2, which held \d\d % of the connections/,
    hops: ['slb'],
  },
  {
    name: 'one source address',
    faults: times(50, (index) => ({
      ...fault('slb', 'rst', 900_000 + index * 51_000 + ((index * 7_919) % 30_000)),
      count: 1,
      of: { localAddress: '192.0.2.2' },
    })),
    says: /all \d+ on source address 192\.0\.2\.2, which held \d\d % of the connections/,
    hops: [],
  },
];

for (const { name, unlisted, faults = [], says, hops } of CASES)
  test(`explainDrops() finds ${name} among the drops of a run`, () => {
    const groups = night(unlisted, faults);
    const told = groups.map(
      ({ explanation, members }) => `${members.length}: ${explanation.reason}`,
    );
    const group = groups.find(({ explanation }) => says.test(explanation.reason));
    assert.ok(group !== undefined, told.join('\n'));
    const { causes, certainty, expectedByChance } = group.explanation;
    assert.deepEqual([...new Set(causes.map((cause) => cause.hop))], hops);
    assert.notEqual(certainty, 'certain');
    assert.ok(expectedByChance !== undefined && expectedByChance >= 0);
  });

function night(unlisted: Limit | undefined, faults: readonly SimFault[]) {
  const speaking: Traffic = { onOpen: [], beats: [heartbeat(30_000)] };
  const via = LISTED.hops.slice(1).map(({ id }) => id);
  const address = {
    transport: 'wss',
    host: 'h',
    port: 443,
    path: '/',
    headers: {},
    subprotocols: [],
  } as const;
  const targets = [
    targetOf(LISTED, { name: 'speaking', address, connections: 400, via, traffic: speaking }),
    targetOf(LISTED, { name: 'silent', address, connections: 200, via }),
  ];
  const scenario = scenarioOf({ path: LISTED, targets, rampMs: 600_000, holdMs: 1.2 * HOUR_MS });
  const withLimit = (one: Hop): Hop =>
    one.id === 'slb' && unlisted !== undefined
      ? { ...one, limits: [...one.limits, unlisted] }
      : one;
  const path = { hops: LISTED.hops.map(withLimit) };
  const network = { seed: 5, rttMs: [2, 20] as const, faults, origins: ORIGINS, path };
  return explainedRun({ scenario, network }).groups;
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function fault(hopId: string, kind: SimFault['kind'], atMs: number): SimFault {
  return { hop: hopId, kind, atMs };
}
