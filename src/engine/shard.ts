import { durationOf } from '../scenario/hold.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { TICK_MS } from './beats.ts';
import { Holder, rounded, type ShardPorts } from './connections.ts';
import { DialGate } from './dial-gate.ts';
import { Conversation } from './exchanges.ts';
import { IntervalClock } from './interval-clock.ts';
import { holdStartOf, type ShardNumber, shareAt, wantedOf } from './plan.ts';
import type { NetEvent } from './ports.ts';
import { Overdue } from './reply-deadlines.ts';
import { Finale } from './shutdown.ts';
import { STALL_MS } from './stalls.ts';
import { STATE } from './table.ts';

export type StopReason = 'finished' | 'interrupted' | 'terminated' | 'aborted';

/**
 * Holds this process's share of the connections.
 *
 * The shard owns no timer and no clock: whoever drives it calls `tick` about every 50 ms with the time
 * since the run's epoch. Transports only leave events in the inbox, so every decision is taken here, in
 * one order, and a simulation that calls `tick` faster than real time sees exactly what production sees.
 */
export class Shard {
  readonly #scenario: Scenario;
  readonly #number: ShardNumber;
  readonly #ports: ShardPorts;
  readonly #holder: Holder;
  readonly #conversation: Conversation;
  readonly #overdue: Overdue;
  readonly #interval: IntervalClock;
  readonly #endMs: number;
  readonly #holdMs: number;
  readonly #gate: DialGate;
  /** Slots whose wait for a redial is over, longest first. */
  #queue: number[] = [];
  #events: NetEvent[] = [];
  #draining: NetEvent[] = [];
  /** Per target: how many of its slots the plan has raised so far. */
  readonly #raised: number[];
  #finale: Finale | undefined;
  #reason: StopReason = 'finished';
  #phase: 'none' | 'ramp' | 'hold' | 'probe' | 'drain' = 'none';
  #lastTickMs = 0;
  #stopped = false;
  #done = false;

  constructor(scenario: Scenario, number: ShardNumber, ports: ShardPorts) {
    this.#scenario = scenario;
    this.#number = number;
    this.#ports = ports;
    this.#holder = new Holder(scenario, number, ports, (event) => this.#events.push(event));
    this.#conversation = new Conversation(this.#holder);
    this.#overdue = new Overdue(this.#holder, ports.machine);
    this.#interval = new IntervalClock(this.#holder, ports);
    this.#endMs = durationOf(scenario.load);
    this.#holdMs = holdStartOf(scenario.load);
    this.#gate = new DialGate(scenario.load, number);
    this.#raised = scenario.targets.map(() => 0);
  }

  /** Connections that are not gone yet. */
  get live(): number {
    return this.#holder.live;
  }

  /** One turn of the shard. True while there is more to do. */
  tick(nowMs: number): boolean {
    if (this.#done) return false;
    this.#measureDelay(nowMs);
    this.#drainInbox(nowMs);
    this.#holder.wheel.advance(nowMs, (slot) => this.#onDeadline(slot, nowMs));
    this.#overdue.settle(nowMs, (slot) => this.#redial(slot, nowMs));
    this.#followPlan(nowMs);
    this.#interval.tick(nowMs);
    this.#lastTickMs = nowMs;
    if (this.#isOver()) this.#finish(nowMs);
    return !this.#done;
  }

  /** Ends the run early, with the same proof of life and drain as at its planned end. */
  stop(reason: StopReason): void {
    if (this.#finale === undefined) this.#reason = reason;
    this.#stopped = true;
  }

  #measureDelay(nowMs: number): void {
    const lateMs = Math.max(0, nowMs - this.#lastTickMs - TICK_MS);
    this.#holder.loopDelayMs = lateMs;
    this.#gate.noteLate(lateMs, this.#holder.opening);
    this.#interval.noteLag(lateMs);
    if (lateMs <= STALL_MS || this.#phase === 'none') return;
    this.#overdue.noteStall(this.#lastTickMs, nowMs);
    const cause = this.#ports.machine.stallCause(lateMs);
    const forMs = Math.round(lateMs);
    this.#ports.journal.append({ type: 'note', kind: 'stall', atMs: rounded(nowMs), forMs, cause });
  }

  #drainInbox(nowMs: number): void {
    const events = this.#events;
    this.#events = this.#draining;
    this.#draining = events;
    for (const event of events) {
      // A connection that was given up may still have had an event under way.
      if (this.#holder.table.id[event.slot] !== event.id) continue;
      this.#onEvent(event, nowMs);
    }
    events.length = 0;
  }

  #onEvent(event: NetEvent, nowMs: number): void {
    const state = this.#holder.table.state[event.slot]!;
    if (state === STATE.free || state === STATE.waiting || state === STATE.queued) return;
    switch (event.kind) {
      case 'opened':
        this.#conversation.opened(event);
        return;
      case 'received':
        if (this.#conversation.received(event)) this.#finale?.proved(event.slot);
        return;
      case 'refused':
        this.#holder.refused(event.slot, event);
        this.#redial(event.slot, nowMs);
        return;
      case 'ended':
        this.#conversation.ended(event);
        this.#redial(event.slot, nowMs);
        return;
    }
  }

  #onDeadline(slot: number, nowMs: number): void {
    switch (this.#holder.table.state[slot]!) {
      case STATE.waiting:
        this.#holder.table.state[slot] = STATE.queued;
        this.#queue.push(slot);
        return;
      case STATE.opening:
      case STATE.login:
        if (this.#overdue.excusesOpening(slot, nowMs)) return;
        this.#conversation.openTimedOut(slot, nowMs);
        this.#redial(slot, nowMs);
        return;
      case STATE.open:
        this.#beat(slot, nowMs);
        return;
      case STATE.probing:
        this.#overdue.addProbe(slot, nowMs);
        return;
    }
  }

  #beat(slot: number, nowMs: number): void {
    const { beats } = this.#holder.groupOf(slot);
    for (let beat = 0; beat < beats.count; beat += 1) {
      if (!beats.isDue(slot, beat, nowMs)) continue;
      if (beats.isAwaiting(slot, beat)) this.#overdue.addBeat(slot, beat, nowMs);
      else beats.said(slot, beat, this.#holder.say(slot, beats.exchangeOf(beat)));
    }
    this.#holder.wake(slot);
  }

  #redial(slot: number, nowMs: number): void {
    const { target } = this.#holder.groupOf(slot);
    if (this.#finale !== undefined || target.onDrop.kind === 'leave') return;
    if (this.#holder.table.state[slot] !== STATE.free || !this.#isWanted(slot)) return;
    this.#holder.redialLater(slot, { nowMs, target });
  }

  #isWanted(slot: number): boolean {
    const group = this.#holder.groupOf(slot);
    return slot - group.base < this.#raised[group.targetIndex]!;
  }

  #followPlan(nowMs: number): void {
    if (this.#finale !== undefined || this.#stopped || nowMs >= this.#endMs) {
      this.#finale ??= this.#beginFinale(nowMs);
      this.#finale.tick(nowMs);
      if (this.#finale.asked) this.#enter('drain', nowMs);
      return;
    }
    this.#enter(nowMs < this.#holdMs ? 'ramp' : 'hold', nowMs);
    const share = shareAt(this.#scenario.load.stages, nowMs);
    const wanted = this.#holder.groups.map((group) => wantedOf(group, share, this.#number.count));
    this.#lower(wanted, nowMs);
    this.#gate.advance(nowMs);
    // The plan comes before second tries, which could else take all dials that are allowed.
    this.#raise(wanted, nowMs);
    this.#dialQueued(nowMs);
  }

  /** Redials whose wait is over, as many as the gate lets through. */
  #dialQueued(nowMs: number): void {
    const { table } = this.#holder;
    let done = 0;
    for (const slot of this.#queue) {
      // One that the plan has lowered meanwhile waits no more.
      if (table.state[slot] === STATE.queued) {
        if (!this.#gate.take(this.#holder.opening)) break;
        this.#holder.dial(slot, nowMs);
      }
      done += 1;
    }
    if (done > 0) this.#queue = this.#queue.slice(done);
  }

  #beginFinale(nowMs: number): Finale {
    this.#enter('probe', nowMs);
    const { drainMs } = this.#scenario.load;
    return new Finale(this.#holder, { nowMs, drainMs, shards: this.#number.count });
  }

  #lower(wanted: readonly number[], nowMs: number): void {
    for (const { base, targetIndex } of this.#holder.groups) {
      while (this.#raised[targetIndex]! > wanted[targetIndex]!) {
        this.#raised[targetIndex]! -= 1;
        const slot = base + this.#raised[targetIndex]!;
        const life = this.#holder.hasAnsweredLately(slot, nowMs) ? 'proven' : 'unverified';
        this.#holder.closeLocally(slot, { nowMs, why: 'ramp-down', life });
      }
    }
  }

  /** One of each target in turn, so that no target waits for another while dials are scarce. */
  #raise(wanted: readonly number[], nowMs: number): void {
    for (let raised = true; raised; ) {
      raised = false;
      for (const { base, targetIndex } of this.#holder.groups) {
        if (this.#raised[targetIndex]! >= wanted[targetIndex]!) continue;
        if (!this.#gate.take(this.#holder.opening)) return;
        this.#holder.dial(base + this.#raised[targetIndex]!, nowMs);
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
    return this.#finale?.asked === true && this.#holder.live === 0;
  }

  #finish(nowMs: number): void {
    this.#interval.close(nowMs, { withTimes: true });
    this.#ports.journal.append({ type: 'done', atMs: rounded(nowMs), reason: this.#reason });
    this.#done = true;
  }
}
