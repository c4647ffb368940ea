import { durationOf } from '../scenario/hold.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { TICK_MS } from './beats.ts';
import { Connections, type ShardPorts } from './connections.ts';
import { DialGate } from './dial-gate.ts';
import { Exchanges } from './exchanges.ts';
import { IntervalClock } from './interval-clock.ts';
import { rounded } from './other-clocks.ts';
import { holdStartOf, type ShardNumber, shareAt, wantedOf } from './plan.ts';
import type { NetEvent } from './ports.ts';
import { ReplyDeadlines } from './reply-deadlines.ts';
import { Shutdown } from './shutdown.ts';
import { STALL_MS } from './stalls.ts';
import { STATE } from './table.ts';

export type StopReason = 'finished' | 'interrupted' | 'terminated' | 'aborted';

/**
 * Holds this process's share of the connections.
 *
 * The shard owns no timer and no clock: its driver calls `tick` about every 50 ms with the time
 * since the run's epoch. Transports only leave events in the inbox, so every decision is taken here, in
 * one order, and a simulation that calls `tick` faster than real time sees exactly what production sees.
 */
export class Shard {
  readonly #scenario: Scenario;
  readonly #number: ShardNumber;
  readonly #ports: ShardPorts;
  readonly #connections: Connections;
  readonly #exchanges: Exchanges;
  readonly #replyDeadlines: ReplyDeadlines;
  readonly #interval: IntervalClock;
  readonly #endMs: number;
  readonly #holdMs: number;
  readonly #gate: DialGate;
  /** Slots that are due for a redial, the longest wait first. */
  #queue: number[] = [];
  #events: NetEvent[] = [];
  #draining: NetEvent[] = [];
  /** Per target: how many of its slots the plan has raised so far. */
  readonly #raised: number[];
  #shutdown: Shutdown | undefined;
  #reason: StopReason = 'finished';
  #phase: 'none' | 'ramp' | 'hold' | 'probe' | 'drain' = 'none';
  #lastTickMs = 0;
  #stopped = false;
  #done = false;

  constructor(scenario: Scenario, number: ShardNumber, ports: ShardPorts) {
    this.#scenario = scenario;
    this.#number = number;
    this.#ports = ports;
    this.#connections = new Connections(scenario, number, ports, (event) =>
      this.#events.push(event),
    );
    this.#exchanges = new Exchanges(this.#connections);
    this.#replyDeadlines = new ReplyDeadlines(this.#connections, ports.machine);
    this.#interval = new IntervalClock(this.#connections, ports);
    this.#endMs = durationOf(scenario.load);
    this.#holdMs = holdStartOf(scenario.load);
    this.#gate = new DialGate(scenario.load, number);
    this.#raised = scenario.targets.map(() => 0);
  }

  /** Connections that are not gone yet. */
  get live(): number {
    return this.#connections.live;
  }

  /** One turn of the shard. True while there is more to do. */
  tick(nowMs: number): boolean {
    if (this.#done) return false;
    this.#measureDelay(nowMs);
    this.#drainInbox(nowMs);
    this.#connections.wheel.advance(nowMs, (slot) => this.#onDeadline(slot, nowMs));
    this.#replyDeadlines.settle(nowMs, (slot) => this.#redial(slot, nowMs));
    this.#followPlan(nowMs);
    this.#interval.tick(nowMs);
    this.#lastTickMs = nowMs;
    if (this.#isOver()) this.#finish(nowMs);
    return !this.#done;
  }

  /** Ends the run early, with the same proof of life and drain as at its planned end. */
  stop(reason: StopReason): void {
    if (this.#shutdown === undefined) this.#reason = reason;
    this.#stopped = true;
  }

  #measureDelay(nowMs: number): void {
    const lateMs = Math.max(0, nowMs - this.#lastTickMs - TICK_MS);
    this.#connections.loopDelayMs = lateMs;
    const { window } = this.#gate;
    this.#gate.noteLate(lateMs, this.#connections.opening);
    if (this.#gate.window !== window) this.#ports.onDialWindow?.(this.#gate.window, lateMs);
    this.#interval.noteLag(lateMs);
    if (lateMs <= STALL_MS || this.#phase === 'none') return;
    this.#replyDeadlines.noteStall(this.#lastTickMs, nowMs);
    const cause = this.#ports.machine.stallCause(lateMs);
    const forMs = Math.round(lateMs);
    this.#ports.journal.append({ type: 'note', kind: 'stall', atMs: rounded(nowMs), forMs, cause });
  }

  #drainInbox(nowMs: number): void {
    const events = this.#events;
    this.#events = this.#draining;
    this.#draining = events;
    for (const event of events) {
      // A connection that was given up may still have an event in the queue.
      if (this.#connections.table.id[event.slot] !== event.id) continue;
      this.#onEvent(event, nowMs);
    }
    events.length = 0;
  }

  #onEvent(event: NetEvent, nowMs: number): void {
    const state = this.#connections.table.state[event.slot]!;
    if (state === STATE.free || state === STATE.waiting || state === STATE.queued) return;
    switch (event.kind) {
      case 'opened':
        this.#exchanges.opened(event);
        return;
      case 'received':
        if (this.#exchanges.received(event)) this.#shutdown?.proved(event.slot);
        return;
      case 'refused':
        this.#connections.refused(event.slot, event);
        this.#redial(event.slot, nowMs);
        return;
      case 'ended':
        this.#exchanges.ended(event);
        this.#redial(event.slot, nowMs);
        return;
    }
  }

  #onDeadline(slot: number, nowMs: number): void {
    switch (this.#connections.table.state[slot]!) {
      case STATE.waiting:
        this.#connections.table.state[slot] = STATE.queued;
        this.#queue.push(slot);
        return;
      case STATE.opening:
      case STATE.login:
        if (this.#replyDeadlines.excusesOpening(slot, nowMs)) return;
        this.#exchanges.openTimedOut(slot, nowMs);
        this.#redial(slot, nowMs);
        return;
      case STATE.open:
        this.#beat(slot, nowMs);
        return;
      case STATE.probing:
        this.#replyDeadlines.addProbe(slot, nowMs);
        return;
    }
  }

  #beat(slot: number, nowMs: number): void {
    const { beats } = this.#connections.groupOf(slot);
    for (let beat = 0; beat < beats.count; beat += 1) {
      if (beats.isOverdue(slot, beat, nowMs)) this.#replyDeadlines.add(slot, beat, nowMs);
      if (beats.isDue(slot, beat, nowMs))
        beats.said(slot, beat, this.#connections.say(slot, beats.exchangeOf(beat)));
    }
    this.#connections.wake(slot);
  }

  #redial(slot: number, nowMs: number): void {
    const { target } = this.#connections.groupOf(slot);
    if (this.#shutdown !== undefined || target.onDrop.kind === 'leave') return;
    if (this.#connections.table.state[slot] !== STATE.free || !this.#isWanted(slot)) return;
    this.#connections.redialLater(slot, { nowMs, target });
  }

  #isWanted(slot: number): boolean {
    const group = this.#connections.groupOf(slot);
    return slot - group.base < this.#raised[group.targetIndex]!;
  }

  #followPlan(nowMs: number): void {
    if (this.#shutdown !== undefined || this.#stopped || nowMs >= this.#endMs) {
      this.#shutdown ??= this.#beginShutdown(nowMs);
      this.#shutdown.tick(nowMs);
      if (this.#shutdown.asked) this.#enter('drain', nowMs);
      return;
    }
    this.#enter(nowMs < this.#holdMs ? 'ramp' : 'hold', nowMs);
    const share = shareAt(this.#scenario.load.stages, nowMs);
    const wanted = this.#connections.groups.map((group) =>
      wantedOf(group, share, this.#number.count),
    );
    this.#lower(wanted, nowMs);
    this.#gate.advance(nowMs);
    // The plan comes before redials, which could otherwise take every dial that is allowed.
    this.#raise(wanted, nowMs);
    this.#dialQueued(nowMs);
  }

  /** Redials that are due, as many as the gate permits. */
  #dialQueued(nowMs: number): void {
    const { table } = this.#connections;
    let done = 0;
    for (const slot of this.#queue) {
      // The plan may have lowered it meanwhile: then it does not wait any more.
      if (table.state[slot] === STATE.queued) {
        if (!this.#gate.take(this.#connections.opening)) break;
        this.#connections.dial(slot, nowMs);
      }
      done += 1;
    }
    if (done > 0) this.#queue = this.#queue.slice(done);
  }

  #beginShutdown(nowMs: number): Shutdown {
    this.#enter('probe', nowMs);
    const { drainMs } = this.#scenario.load;
    return new Shutdown(this.#connections, { nowMs, drainMs, shards: this.#number.count });
  }

  #lower(wanted: readonly number[], nowMs: number): void {
    for (const { base, targetIndex } of this.#connections.groups) {
      while (this.#raised[targetIndex]! > wanted[targetIndex]!) {
        this.#raised[targetIndex]! -= 1;
        const slot = base + this.#raised[targetIndex]!;
        const life = this.#connections.hasAnsweredLately(slot, nowMs) ? 'proven' : 'unverified';
        this.#connections.closeLocally(slot, { nowMs, why: 'ramp-down', life });
      }
    }
  }

  /** One of each target in turn, so that no target waits for another when dials are limited. */
  #raise(wanted: readonly number[], nowMs: number): void {
    for (let raised = true; raised; ) {
      raised = false;
      for (const { base, targetIndex } of this.#connections.groups) {
        if (this.#raised[targetIndex]! >= wanted[targetIndex]!) continue;
        if (!this.#gate.take(this.#connections.opening)) return;
        this.#connections.dial(base + this.#raised[targetIndex]!, nowMs);
        this.#raised[targetIndex]! += 1;
        raised = true;
      }
    }
  }

  #enter(phase: 'ramp' | 'hold' | 'probe' | 'drain', nowMs: number): void {
    if (this.#phase === phase) return;
    this.#phase = phase;
    this.#ports.journal.append({ type: 'note', kind: 'phase', atMs: rounded(nowMs), phase });
  }

  #isOver(): boolean {
    return this.#shutdown?.asked === true && this.#connections.live === 0;
  }

  #finish(nowMs: number): void {
    this.#interval.close(nowMs, { withTimes: true });
    this.#ports.journal.append({ type: 'done', atMs: rounded(nowMs), reason: this.#reason });
    this.#done = true;
  }
}
