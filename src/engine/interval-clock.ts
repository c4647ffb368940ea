import type { Connections, ShardPorts } from './connections.ts';
import { rounded } from './other-clocks.ts';
import { STATE } from './table.ts';

/** What is reported every second. */
const INTERVAL_MS = 1_000;

/**
 * Histograms are written once in this many intervals: reading one back costs 0.2 ms (measured), and three hours
 * of seconds of four targets would be 86,000 of them. A crash loses the times of at most 10 s.
 */
const TIMES_EVERY = 10;

/** A wall clock that moved by more than this against the monotonic clock was stepped. */
const CLOCK_STEP_MS = 500;

/** Closes an interval every second: levels, counts and times of each target, and the generator's health. */
export class IntervalClock {
  readonly #connections: Connections;
  readonly #ports: ShardPorts;
  #nextMs = INTERVAL_MS;
  #lagMs = 0;
  /** The first ones come soon, so that a screen has something to show. */
  #untilTimes = 2;
  #cpuMs: number;
  #wallOffsetMs: number;

  constructor(connections: Connections, ports: ShardPorts) {
    this.#connections = connections;
    this.#ports = ports;
    this.#cpuMs = ports.machine.usage().cpuMs;
    this.#wallOffsetMs = ports.machine.wallOffsetMs();
  }

  noteLag(lagMs: number): void {
    this.#lagMs = Math.max(this.#lagMs, lagMs);
  }

  tick(nowMs: number): void {
    if (nowMs < this.#nextMs) return;
    this.#nextMs = Math.floor(nowMs / INTERVAL_MS + 1) * INTERVAL_MS;
    this.#untilTimes -= 1;
    this.close(nowMs, { withTimes: this.#untilTimes === 0 });
    if (this.#untilTimes === 0) this.#untilTimes = TIMES_EVERY;
  }

  close(nowMs: number, options: { withTimes: boolean }): void {
    const { cpuMs, rssBytes, openFiles } = this.#ports.machine.usage();
    const generator = {
      lagMs: rounded(this.#lagMs),
      cpuMs: Math.round(cpuMs - this.#cpuMs),
      rssBytes,
      openFiles,
    };
    const targets = this.#connections.groups.map((group) =>
      group.meter.close(this.#idleMsMax(group, nowMs), options),
    );
    this.#ports.journal.append({ type: 'interval', atMs: rounded(nowMs), targets, generator });
    this.#lagMs = 0;
    this.#cpuMs = cpuMs;
    this.#checkWallClock(nowMs);
  }

  #idleMsMax({ base, slots }: { base: number; slots: number }, nowMs: number): number {
    const { table } = this.#connections;
    let idleMsMax = 0;
    for (let slot = base; slot < base + slots; slot += 1) {
      if (table.state[slot] === STATE.open)
        idleMsMax = Math.max(idleMsMax, table.idleMs(slot, nowMs));
    }
    return idleMsMax;
  }

  #checkWallClock(nowMs: number): void {
    const offsetMs = this.#ports.machine.wallOffsetMs();
    const byMs = offsetMs - this.#wallOffsetMs;
    if (Math.abs(byMs) < CLOCK_STEP_MS) return;
    this.#wallOffsetMs = offsetMs;
    this.#ports.journal.append({
      type: 'note',
      kind: 'clock-step',
      atMs: rounded(nowMs),
      byMs: Math.round(byMs),
    });
  }
}
