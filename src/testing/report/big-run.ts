import { type Analysis, analyze } from '../../analysis/analyze.ts';
import { RunFold } from '../../analysis/fold.ts';
import { Prng } from '../../base/prng.ts';
import type { EndedRecord } from '../../journal/record.ts';
import type { Ending } from '../../outcome/ending.ts';
import { fiveCauses } from './nights.ts';

const DURATION_MS = 3 * 3_600_000;
const RAMP_MS = 600_000;

/** A run too large to simulate: so many connections, of which so many drop in three ways and at random. */
export function crowd({ connections, drops }: { connections: number; drops: number }): Analysis {
  const fold = new RunFold();
  const prng = new Prng(5);
  const { scenario } = fiveCauses();
  const shard = { index: 0, count: 1 };
  const about = { format: 1, run: 'crowd', soakVersion: '0.1.0', nodeVersion: 'v20', shard };
  fold.add({ type: 'run', ...about, startedAtMs: 0, scenario }, 0);
  for (let id = 0; id < connections; id += 1) {
    const target = id % scenario.targets.length;
    const openedAtMs = prng.between(0, RAMP_MS);
    const who = { id, target, member: id };
    const tookMs = [0, prng.between(1, 40), 0, 0] as const;
    fold.add({ type: 'opened', ...who, atMs: openedAtMs, tookMs, localPort: 1_024 }, 0);
    fold.add({ ...who, ...fateOf({ isDrop: id < drops, openedAtMs, prng }) }, 0);
  }
  fold.add({ type: 'done', atMs: DURATION_MS, reason: 'finished' }, 0);
  const view = analyze(fold, { damagedRecords: 0, missing: [] });
  if (view === undefined) throw new Error('the run has no first record');
  return view;
}

type Fate = Omit<EndedRecord, 'id' | 'target' | 'member'>;

function fateOf(life: { isDrop: boolean; openedAtMs: number; prng: Prng }): Fate {
  const { isDrop, openedAtMs, prng } = life;
  if (!isDrop) {
    return ended(
      { kind: 'local-close', why: 'stop', life: 'proven' },
      DURATION_MS,
      openedAtMs,
      5_000,
    );
  }
  switch (prng.index(3)) {
    case 0:
      return ended(
        { kind: 'rst' },
        openedAtMs + 900_000 + prng.between(0, 200),
        openedAtMs,
        900_100,
      );
    case 1:
      return ended(
        { kind: 'fin' },
        5_000_000 + prng.between(0, 3_000),
        openedAtMs,
        prng.between(0, 30_000),
      );
    default:
      return ended(
        { kind: 'rst' },
        prng.between(RAMP_MS, DURATION_MS),
        openedAtMs,
        10 ** prng.between(2, 5.7),
      );
  }
}

function ended(ending: Ending, atMs: number, openedAtMs: number, idleMs: number): Fate {
  const since = { sinceSentMs: idleMs, sinceReceivedMs: idleMs, quietBeforeLastWriteMs: 30_000 };
  const bytes = { sentBytes: 1, receivedBytes: 1 };
  const common = { ...since, ...bytes, loopDelayMs: 0, proven: true };
  return { type: 'ended', atMs, ending, ageMs: atMs - openedAtMs, ...common };
}
