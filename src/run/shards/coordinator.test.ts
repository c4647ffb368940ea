import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askingMs } from '../../engine/shutdown.ts';
import { scenarioOf } from '../../testing/scenarios.ts';
import { NO_TRACE } from '../trace.ts';
import { Coordinator } from './coordinator.ts';
import type { Assignment, Plane, ShardListener } from './plane.ts';

/** A plane whose shards are ready at once and do nothing by themselves. */
class IdlePlane implements Plane {
  listener: ShardListener | undefined;
  stops = 0;
  abandoned = 0;

  launch(_assignments: readonly Assignment[], listener: ShardListener): Promise<void> {
    this.listener = listener;
    return Promise.resolve();
  }

  begin(): void {
    // The shards of this plane have nothing to begin.
  }

  stop(): void {
    this.stops += 1;
  }

  abandon(): void {
    this.abandoned += 1;
  }
}

async function begun(drainMs: number) {
  const plane = new IdlePlane();
  const scenario = scenarioOf({ drainMs });
  const assignment = {
    run: 'run',
    soakVersion: '0',
    shard: { index: 0, count: 1 },
    scenario,
    maskedScenario: scenario,
    secrets: [],
    isTraced: false,
    sinks: [],
    rows: [],
  };
  let onStart: () => void = () => {};
  const coordinator = new Coordinator({
    plane,
    assignments: [assignment],
    onRecord: () => {},
    trace: NO_TRACE,
    onStart: () => onStart(),
    wallMs: () => 0,
  });
  const started = new Promise<void>((resolve) => {
    onStart = resolve;
  });
  const ended = coordinator.run();
  await started;
  return { plane, coordinator, ended };
}

for (const drainMs of [1_000, 300_000]) {
  test(`Coordinator leaves its shards time to close over a drain of ${drainMs} ms`, async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const { plane, coordinator, ended } = await begun(drainMs);
    coordinator.stop('interrupted');
    coordinator.stop('interrupted');
    assert.equal(plane.stops, 1);
    // The pace of the proof of life, the drain, and the 3 s of the last final probe.
    context.mock.timers.tick(askingMs(100) + drainMs + 3_000);
    assert.equal(plane.abandoned, 0);
    context.mock.timers.tick(10_001);
    assert.equal(plane.abandoned, 1);
    plane.listener?.onLost(0, 'abandoned');
    assert.deepEqual(await ended, { lost: new Map([[0, 'abandoned']]), lostRecords: 0 });
  });
}

test('Coordinator abandons nobody after its shards have ended', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { plane, coordinator, ended } = await begun(1_000);
  coordinator.stop('interrupted');
  plane.listener?.onDone(0, { lost: 3 });
  assert.deepEqual(await ended, { lost: new Map(), lostRecords: 3 });
  context.mock.timers.tick(1_000_000);
  assert.equal(plane.abandoned, 0);
});
