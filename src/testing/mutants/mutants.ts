/** A change of the code that once passed every test, and the tests that have to fail with it now. */
export interface Mutant {
  readonly name: string;
  /** Path below `src`. */
  readonly file: string;
  /** Stands in the file exactly once, and has no types: compiling must leave it as it is. */
  readonly search: string;
  readonly replace: string;
  /** Paths below `src`; at least one of them has to fail. */
  readonly tests: readonly string[];
}

/** What must never pass unnoticed again. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'a deadline at or before the present is put into the past',
    file: 'base/timing-wheel.ts',
    search: 'Math.max(Math.ceil(deadlineMs / this.#tickMs), this.#tick + 1)',
    replace: 'Math.ceil(deadlineMs / this.#tickMs)',
    tests: ['base/timing-wheel.test.ts'],
  },
  {
    name: 'an answer unread in our own kernel does not spare the connection',
    file: 'engine/reply-deadlines.ts',
    search: 'kernel.receiveQueue === 0',
    replace: 'kernel.receiveQueue >= 0',
    tests: ['engine/shard.sim.test.ts'],
  },
  {
    name: 'a stall of our own moves no deadline',
    file: 'engine/reply-deadlines.ts',
    search: ' + this.#connections.stalls.overlapMs(fromMs, nowMs)',
    replace: '',
    tests: ['engine/shard.sim.test.ts'],
  },
  {
    name: 'the FIN of a WebSocket server on the final probe counts as held',
    file: 'engine/exchanges.ts',
    search: ' && isRaw(transport)',
    replace: '',
    tests: ['engine/shard.sim.test.ts'],
  },
  {
    name: 'the shutdown closes all connections at once',
    file: 'engine/shutdown.ts',
    search: 'Math.max(due, this.#closePerTick)',
    replace: 'Infinity',
    tests: ['engine/shard.sim.test.ts'],
  },
  {
    name: 'a connection is dialled again during the shutdown',
    file: 'engine/shard.ts',
    search: "this.#shutdown !== undefined || target.onDrop.kind === 'leave'",
    replace: "target.onDrop.kind === 'leave'",
    tests: ['engine/shard.sim.test.ts'],
  },
  {
    name: 'the coordinator gives its shards no time for the drain',
    file: 'run/shards/coordinator.ts',
    search: ' + drainMs',
    replace: '',
    tests: ['run/shards/coordinator.test.ts'],
  },
  {
    name: 'an event is blamed for what happens sixty times its delay later',
    file: 'explain/event-windows.ts',
    search: 'const OVERRUN_FACTOR = 6;',
    replace: 'const OVERRUN_FACTOR = 60;',
    tests: ['explain/event-windows.test.ts'],
  },
  {
    name: 'what chance explains as well is called certain',
    file: 'explain/passes/certainty.ts',
    search: 'const CHANCE_SHARE = 0.1;',
    replace: 'const CHANCE_SHARE = 10;',
    tests: ['explain/passes/certainty.test.ts'],
  },
  {
    name: 'silence counts as outliving a timer that forgets in silence',
    file: 'explain/passes/competing-causes.ts',
    search: "timer.sights.some(({ noticed }) => noticed === 'next-packet')",
    replace: 'false',
    tests: ['explain/passes/competing-causes.test.ts'],
  },
  {
    name: 'connections that may be forgotten count as spared',
    file: 'explain/passes/shared-fate.ts',
    search: ' || mayBeForgotten(way)',
    replace: '',
    tests: ['explain/passes/shared-fate.test.ts'],
  },
  {
    name: 'the silence before the last write is lost between journal and analysis',
    file: 'analysis/connection-columns.ts',
    search: 'this.quietBeforeLastWriteMs.set(id, record.quietBeforeLastWriteMs);',
    replace: 'this.quietBeforeLastWriteMs.set(id, 0);',
    tests: ['analysis/limits/limits.sim.test.ts', 'analysis/connections.test.ts'],
  },
  {
    name: 'a connection that was never asked counts as proven alive',
    file: 'analysis/limits/limit-counts.ts',
    search: " && ending.life === 'proven'",
    replace: '',
    tests: ['analysis/limits/limits.sim.test.ts'],
  },
];
