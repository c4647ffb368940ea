import { assert } from '../base/assert.ts';
import { Prng } from '../base/prng.ts';
import { TimingWheel } from '../base/timing-wheel.ts';
import { type Ending, isDrop, type LocalClose, type Refusal } from '../outcome/ending.ts';
import { TRANSPORTS } from '../path/transport.ts';
import { exchangesOf, giveUpMsOf } from '../scenario/exchanges.ts';
import type { Exchange, Scenario, Target } from '../scenario/scenario.ts';
import { Beats, isMessage, sizeOf, TICK_MS } from './beats.ts';
import { type LatencyHistogram, Meter } from './meter.ts';
import { otherClocks, rounded } from './other-clocks.ts';
import { deal, type Holding, type ShardNumber } from './plan.ts';
import type { Inbox, Journal, Machine, OpenedEvent, Transport } from './ports.ts';
import { Stalls } from './stalls.ts';
import { ConnectionTable, STATE } from './table.ts';

/** Everything that a shard needs from the outside. */
export interface ShardPorts {
  /** One per target, in scenario order. */
  readonly transports: readonly Transport[];
  readonly journal: Journal;
  readonly machine: Machine;
  readonly newHistogram: () => LatencyHistogram;
  /** Hears how many dials may be in progress at once, when that changes: for `--debug`. */
  readonly onDialWindow?: (size: number, lateMs: number) => void;
}

/** One target as this shard holds it. */
interface Group extends Holding {
  readonly transport: Transport;
  readonly exchanges: readonly Exchange[];
  readonly loginSteps: number;
  readonly beats: Beats;
  readonly meter: Meter;
  /** Opening alone proves that a backend is there. */
  readonly isProvenByOpen: boolean;
}

interface Refused {
  readonly atMs: number;
  readonly refusal: Refusal;
  readonly peer?: string | undefined;
}

/**
 * The connections of one shard. Each can be dialled, open or be refused, send, and end. Keeps table, deadlines,
 * meters and journal in step; takes no decision of its own.
 */
export class Connections {
  readonly groups: readonly Group[];
  readonly table: ConnectionTable;
  readonly wheel: TimingWheel;
  readonly prng: Prng;
  /** Our own standstills, which excuse deadlines. */
  readonly stalls = new Stalls();
  readonly #ports: ShardPorts;
  readonly #shard: ShardNumber;
  readonly #inbox: Inbox;
  readonly #backends: string[] = [];
  readonly #backendIndex = new Map<string, number>();
  #sequence = 0;
  #localAddress = '';
  #peer = '';
  /** Connections that are not gone: waiting, opening or open. */
  live = 0;
  opening = 0;
  /** How late the loop is in this tick. */
  loopDelayMs = 0;

  constructor(scenario: Scenario, shard: ShardNumber, ports: ShardPorts, inbox: Inbox) {
    const holdings = deal(scenario.targets, shard);
    const capacity = holdings.reduce((sum, { slots }) => sum + slots, 0);
    this.#ports = ports;
    this.#shard = shard;
    this.#inbox = inbox;
    this.prng = new Prng(scenario.seed + shard.index);
    this.table = new ConnectionTable(capacity);
    this.wheel = new TimingWheel(capacity, { tickMs: TICK_MS, buckets: 4096 });
    this.groups = holdings.map((holding) => this.#groupOf(holding));
  }

  #groupOf(holding: Holding): Group {
    const { target, targetIndex, base, slots, firstMember } = holding;
    for (let offset = 0; offset < slots; offset += 1) {
      this.table.target[base + offset] = targetIndex;
      this.table.member[base + offset] = firstMember + offset * this.#shard.count;
    }
    return {
      ...holding,
      transport: this.#ports.transports[targetIndex]!,
      exchanges: exchangesOf(target),
      loginSteps: target.traffic.onOpen.length,
      beats: new Beats(target, this.table, this.prng),
      meter: new Meter(this.#ports.newHistogram),
      isProvenByOpen: TRANSPORTS[target.address.transport].provenBy === 'open',
    };
  }

  groupOf(slot: number): Group {
    return this.groups[this.table.target[slot]!]!;
  }

  dial(slot: number, nowMs: number): void {
    const state = this.table.state[slot];
    assert(state === STATE.free || state === STATE.queued, `slot ${slot} is dialled twice`);
    if (state === STATE.free) this.live += 1;
    const { transport, meter, target, beats } = this.groupOf(slot);
    const id = this.#shard.index + this.#shard.count * this.#sequence;
    this.#sequence += 1;
    this.table.begin(slot, { id, nowMs });
    beats.clear(slot);
    this.table.state[slot] = STATE.opening;
    this.opening += 1;
    meter.opening += 1;
    this.wheel.set(slot, nowMs + target.openTimeoutMs);
    const member = this.table.member[slot]!;
    const attempt = this.table.dials[slot]! - 1;
    this.table.wires[slot] = transport.dial({ slot, id, member, attempt, inbox: this.#inbox });
  }

  /** TCP, TLS and upgrade are done. Its age counts from here; the login comes first. */
  transportOpened(slot: number, event: OpenedEvent): void {
    this.table.state[slot] = STATE.login;
    this.table.startClocks(slot, event.atMs);
    this.table.localPort[slot] = event.localPort;
  }

  /** The login is done too: the connection is journalled, and its beats begin. */
  opened(slot: number, { atMs, tookMs, localAddress, peer }: Omit<OpenedEvent, 'kind'>): void {
    const { beats, meter, targetIndex } = this.groupOf(slot);
    const { table } = this;
    table.state[slot] = STATE.open;
    this.#leaveOpening(slot);
    meter.open += 1;
    meter.opened += 1;
    if (!this.isProven(slot)) meter.unproven += 1;
    meter.recordOpen(atMs - table.dialledMs[slot]!);
    this.#ports.journal.append({
      type: 'opened',
      id: table.id[slot]!,
      atMs: rounded(atMs),
      target: targetIndex,
      member: table.member[slot]!,
      tookMs: [rounded(tookMs[0]), rounded(tookMs[1]), rounded(tookMs[2]), rounded(tookMs[3])],
      localPort: table.localPort[slot]!,
      ...this.#addressesIfNew(localAddress, peer),
      ...this.#backendOf(slot),
    });
    beats.start(slot, atMs);
    this.wake(slot);
  }

  /** Sends an exchange and updates the clocks. */
  say(slot: number, exchange: number): number {
    const { exchanges, meter } = this.groupOf(slot);
    const wire = this.table.wires[slot]!;
    const atMs = wire.say(exchange);
    const said = exchanges[exchange]!;
    const bytes = wire.saidBytes ?? sizeOf(said);
    this.table.noteSent(slot, atMs, { bytes, isMessage: isMessage(said) });
    meter.sent += 1;
    return atMs;
  }

  /** Sets the slot's only deadline to the next time at which one of its beats needs attention. */
  wake(slot: number): void {
    const dueMs = this.groupOf(slot).beats.nextDueMs(slot);
    if (dueMs === Infinity) this.wheel.clear(slot);
    else this.wheel.set(slot, dueMs);
  }

  noteBackend(slot: number, identity: string): void {
    let index = this.#backendIndex.get(identity);
    if (index === undefined) {
      // 65,534 identities are more than any roll-out; beyond that the last one stands for the rest.
      index = Math.min(this.#backends.length, 65_534);
      this.#backends[index] = identity;
      this.#backendIndex.set(identity, index);
    }
    this.table.backend[slot] = index + 1;
  }

  refused(slot: number, { atMs, refusal, peer }: Refused): void {
    const { meter, targetIndex } = this.groupOf(slot);
    this.#leaveOpening(slot);
    // It never opened, however long the dial took, so the backoff keeps growing.
    this.table.openedMs[slot] = atMs;
    meter.refused += 1;
    this.#ports.journal.append({
      type: 'refused',
      id: this.table.id[slot]!,
      atMs: rounded(atMs),
      target: targetIndex,
      member: this.table.member[slot]!,
      tookMs: rounded(atMs - this.table.dialledMs[slot]!),
      refusal,
      ...(peer !== undefined && { peer }),
    });
    this.#gone(slot);
  }

  ended(slot: number, { atMs, ending }: { atMs: number; ending: Ending }): void {
    const { table } = this;
    const { meter, targetIndex } = this.groupOf(slot);
    const proven = this.isProven(slot);
    meter.open -= 1;
    if (!proven) meter.unproven -= 1;
    if (isDrop(ending)) meter.dropped += 1;
    this.#ports.journal.append({
      type: 'ended',
      id: table.id[slot]!,
      atMs: rounded(atMs),
      target: targetIndex,
      member: table.member[slot]!,
      ageMs: rounded(atMs - table.openedMs[slot]!),
      sinceSentMs: rounded(atMs - table.lastSentMs[slot]!),
      sinceReceivedMs: rounded(atMs - table.lastReceivedMs[slot]!),
      quietBeforeLastWriteMs: rounded(table.quietBeforeLastWriteMs[slot]!),
      loopDelayMs: rounded(this.loopDelayMs),
      proven,
      sentBytes: table.sentBytes[slot]!,
      receivedBytes: table.receivedBytes[slot]!,
      ...otherClocks(table, slot, atMs),
      ...this.#backendOf(slot),
      ending,
    });
    this.#gone(slot);
  }

  /** Closes a connection because the scenario says so. One that is still opening is only forgotten. */
  closeLocally(slot: number, close: Omit<LocalClose, 'kind'> & { nowMs: number }): void {
    const state = this.table.state[slot]!;
    const wire = this.table.wires[slot];
    if (state === STATE.free) return;
    if (state === STATE.open || state === STATE.probing) {
      wire?.close();
      const { nowMs, why, life } = close;
      this.ended(slot, { atMs: nowMs, ending: { kind: 'local-close', why, life } });
      return;
    }
    if (state === STATE.opening || state === STATE.login) this.#leaveOpening(slot);
    wire?.destroy();
    this.#gone(slot);
  }

  /** Whether a backend is proven to be there: by the upgrade of a WebSocket, or by a payload byte. */
  isProven(slot: number): boolean {
    return this.groupOf(slot).isProvenByOpen || this.table.receivedBytes[slot]! > 0;
  }

  /** Whether its beats have had a reply as recently as they ask for one. */
  hasAnsweredLately(slot: number, nowMs: number): boolean {
    const { traffic } = this.groupOf(slot).target;
    const asking = traffic.beats.filter(({ expect }) => expect.kind !== 'none');
    const latelyMs = Math.min(...asking.map((beat) => beat.everyMs * 2 + giveUpMsOf(beat)));
    const answered = this.table.receivedBytes[slot]! > 0;
    return asking.length > 0 && answered && nowMs - this.table.lastReceivedMs[slot]! <= latelyMs;
  }

  /** Dials the member again later: full jitter under a ceiling that grows with each attempt. */
  redialLater(slot: number, { nowMs, target }: { nowMs: number; target: Target }): void {
    assert(target.onDrop.kind === 'redial', `target ${target.name} does not redial`);
    const { baseMs, maxMs } = target.onDrop;
    const livedMs = nowMs - this.table.openedMs[slot]!;
    const attempt = livedMs > maxMs ? 0 : this.table.attempts[slot]!;
    const ceilingMs = Math.min(maxMs, baseMs * 2 ** attempt);
    this.table.attempts[slot] = Math.min(attempt + 1, 30);
    this.table.state[slot] = STATE.waiting;
    this.live += 1;
    this.wheel.set(slot, nowMs + this.prng.between(0, ceilingMs));
  }

  #backendOf(slot: number): { readonly backend?: string } {
    const backend = this.#backends[this.table.backend[slot]! - 1];
    return backend === undefined ? {} : { backend };
  }

  #leaveOpening(slot: number): void {
    this.opening -= 1;
    this.groupOf(slot).meter.opening -= 1;
  }

  #gone(slot: number): void {
    this.table.state[slot] = STATE.free;
    this.table.wires[slot] = undefined;
    this.wheel.clear(slot);
    this.live -= 1;
  }

  #addressesIfNew(localAddress: string, peer: string) {
    const local = localAddress === this.#localAddress ? {} : { localAddress };
    const remote = peer === this.#peer ? {} : { peer };
    this.#localAddress = localAddress;
    this.#peer = peer;
    return { ...local, ...remote };
  }
}
