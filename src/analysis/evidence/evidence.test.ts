import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FarAccount } from '../../explain/accounts/account.ts';
import { wireName } from '../../explain/accounts/wire-name.ts';
import type { JournalRecord } from '../../journal/record.ts';
import { hopOf, scenarioOf, targetOf } from '../../testing/scenarios.ts';
import { analyze } from '../analyze.ts';
import { RunFold } from '../fold.ts';
import { EvidenceJoin } from './evidence.ts';

const STARTED_AT_MS = Date.UTC(2026, 10, 22, 1);
const path = { hops: [hopOf('slb', []), hopOf('pod', [])] };
const scenario = scenarioOf({
  path,
  targets: [targetOf(path, { connections: 10 })],
  rampMs: 1_000,
  holdMs: 100_000,
});
/** The backend's clock is ahead. */
const OFFSET_MS = 3_600_000;

const run: JournalRecord = {
  type: 'run',
  format: 1,
  run: 'r',
  soakVersion: '0',
  nodeVersion: 'v20',
  startedAtMs: STARTED_AT_MS,
  shard: { index: 0, count: 1 },
  scenario,
};

function opened(id: number): JournalRecord {
  return {
    type: 'opened',
    id,
    atMs: id * 100 + 60,
    target: 0,
    member: id,
    tookMs: [0, 10, 20, 30],
    localPort: 40_000 + id,
    localAddress: '10.0.0.7',
  };
}

function dropped(id: number, atMs: number): JournalRecord {
  return {
    type: 'ended',
    id,
    atMs,
    target: 0,
    member: id,
    ending: { kind: 'rst' },
    ageMs: atMs - id * 100 - 60,
    sinceSentMs: 10,
    sinceReceivedMs: 10,
    quietBeforeLastWriteMs: 0,
    loopDelayMs: 0,
    proven: true,
    sentBytes: 1,
    receivedBytes: 1,
  };
}

/** What the backend wrote of a connection that it lost so long after the client. */
function account(id: number, laterMs: number, part: Partial<FarAccount> = {}): FarAccount {
  return {
    id: wireName({ startedAtMs: STARTED_AT_MS, id }),
    client: '',
    openedAtMs: STARTED_AT_MS + OFFSET_MS + id * 100 + 10,
    endedAtMs: STARTED_AT_MS + OFFSET_MS + 50_000 + laterMs,
    closedBy: 'client-side',
    ending: 'rst',
    ...part,
  };
}

function foldOf(...runs: readonly JournalRecord[]): RunFold {
  const fold = new RunFold();
  const ids = [0, 1, 2, 3, 4];
  const records = [...ids.map(opened), ...ids.slice(0, 4).map((id) => dropped(id, 50_000))];
  for (const record of [...(runs.length === 0 ? [run] : runs), ...records]) fold.add(record, 0);
  return fold;
}

function heard(accounts: readonly FarAccount[], fold = foldOf()) {
  const join = new EvidenceJoin('backend', fold);
  for (const one of accounts) join.add(one, 'pod-1');
  const { summary } = analyze(fold, { damagedRecords: 0, missing: [] }, [join])!;
  return {
    log: summary.logs[0]!,
    sides: summary.dropGroups.flatMap(({ otherSides }) => otherSides),
  };
}

test('accounts are joined by name, and times by the offset of the clocks', () => {
  const ids = [0, 1, 2, 3, 4];
  const { log, sides } = heard(ids.map((id) => account(id, 42_000)));
  assert.deepEqual(log.clocks, [{ clock: 'pod-1', offsetMs: OFFSET_MS, pairs: 5 }]);
  assert.deepEqual([log.accounts, log.matched, log.repeated], [5, 5, 0]);
  assert.deepEqual(sides, [
    {
      party: 'backend',
      matched: 4,
      closedBy: { self: 0, clientSide: 4, serverSide: 0, unknown: 0 },
      ending: 'rst',
      laterMs: { min: 42_000, median: 42_000, max: 42_000 },
    },
  ]);
});

test('the order of a log, what it repeats, and what is not of this run change nothing', () => {
  const some = [3, 1, 0, 2].map((id) => account(id, -9_000));
  const stranger = account(0, 0, { id: wireName({ startedAtMs: STARTED_AT_MS - 1, id: 0 }) });
  const never = account(77, 0);
  const { log, sides } = heard([...some, stranger, never, ...some]);
  assert.deepEqual(sides, heard(some.toReversed()).sides);
  assert.deepEqual([log.accounts, log.matched, log.repeated], [10, 4, 4]);
  assert.equal(sides[0]!.laterMs!.median, -9_000);
});

test('without names, addresses join, unless two connections had the same', () => {
  const nameless = [0, 1].map((id) =>
    account(id, 0, { id: '', client: `10.0.0.7:${40_000 + id}` }),
  );
  assert.equal(heard(nameless).log.matched, 2);
  const fold = foldOf();
  fold.add({ ...opened(7), localPort: 40_000 } as JournalRecord, 0);
  assert.equal(heard(nameless, fold).log.matched, 1);
});

test('an error log adds who ended it to an access log, whichever is read first', () => {
  const access = account(0, 0, { closedBy: 'unknown', ending: '101' });
  const error = account(0, 0, {
    closedBy: 'self',
    ending: 'upstream timed out',
    openedAtMs: undefined,
  });
  for (const order of [
    [access, error],
    [error, access],
  ]) {
    const { log, sides } = heard(order);
    assert.equal(sides[0]!.closedBy.self, 1);
    assert.equal(sides[0]!.ending, 'upstream timed out');
    assert.equal(log.clocks[0]?.pairs, 1);
  }
});

test('in a merged run the names of the runs that it was made of still hold', () => {
  const origin = { startedAtMs: STARTED_AT_MS - 5_000, firstId: 2 };
  const fold = foldOf({ ...run, origin } as JournalRecord);
  const name = (id: number) => wireName({ startedAtMs: origin.startedAtMs, id });
  assert.equal(fold.idNamed(name(0)), 2);
  fold.add({ ...run, origin: { ...origin, firstId: 4 } } as JournalRecord, 1);
  assert.equal(fold.idNamed(name(0)), undefined, 'two runs with one start cannot be told apart');
});

const FIN = { kind: 'fin' } as const;
const HELD = { kind: 'local-close', why: 'stop', life: 'proven' } as const;

/** Of six connections three end with FIN at 50 s, and three are closed by soak at 90 s. */
function explainedBy(listen: (join: EvidenceJoin) => void): string {
  const fold = new RunFold();
  fold.add(run, 0);
  for (const id of [0, 1, 2, 3, 4, 5]) {
    fold.add(opened(id), 0);
    const [atMs, ending] = id < 3 ? [50_000, FIN] : [90_000, HELD];
    fold.add({ ...dropped(id, atMs), ending, sinceSentMs: 7_000 + 900 * id } as JournalRecord, 0);
  }
  const join = new EvidenceJoin('slb', fold);
  listen(join);
  join.noteEvents();
  const { summary } = analyze(fold, { damagedRecords: 0, missing: [] }, [join])!;
  return summary.dropGroups
    .map(({ certainty, candidates }) => `${certainty}: ${candidates}`)
    .join();
}

test('a hop whose log tells of all connections but those that dropped was killed', () => {
  const unknown = (id: number) => account(id, 40_000, { closedBy: 'unknown', ending: '101' });
  const after = (...ids: number[]) =>
    explainedBy((join) => {
      for (const id of ids) join.add(unknown(id), 'slb');
    });
  assert.match(after(3, 4, 5), /^likely: slb reload, stop or crash$/);
  assert.match(after(0, 1, 2, 3, 4, 5), /^possible: .*pod/, 'it has a line of each');
  assert.match(after(3), /^possible: .*pod/, 'it tells of one replica, or of a part of the run');
});

test('what a log tells of its hop is an event on the timeline, whatever the zone of its clock', () => {
  const reload = (shiftMs: number) =>
    explainedBy((join) =>
      join.addEvent({
        atMs: STARTED_AT_MS + 49_900 + shiftMs,
        event: 'reload',
        label: 'reconfiguring',
      }),
    );
  for (const hours of [0, 2, -8]) assert.match(reload(hours * 3_600_000), /: slb reload$/);
  assert.match(reload(-30_000), /^possible: .*pod/);
});
