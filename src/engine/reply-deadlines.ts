import type { Ending, KernelQueues } from '../outcome/ending.ts';
import { giveUpMsOf } from '../scenario/exchanges.ts';
import { onGrid } from './beats.ts';
import type { Connections } from './connections.ts';
import type { Machine } from './ports.ts';
import { STATE } from './table.ts';

/** One read of the kernel's table costs 10 to 60 ms (measured), so it is read at most this often. */
const READ_EVERY_MS = 500;

/** How long a reply that is unread in our own kernel may take to reach us. */
const SPARED_MS = 1_000;

/** Stands for the final probe in place of a beat. */
const PROBE = -1;

interface Suspect {
  readonly slot: number;
  readonly id: number;
  readonly beat: number;
  readonly saidMs: number;
}

/**
 * Connections whose reply is overdue.
 *
 * Two questions come before one is given up. Did we look in time? A deadline is extended by our own stalls. What does
 * the kernel hold for it? Bytes that were never acknowledged were lost on the path; an unread reply means that we are
 * late. The kernel is asked about all of them at once.
 */
export class ReplyDeadlines {
  readonly #connections: Connections;
  readonly #machine: Machine;
  #suspects: Suspect[] = [];
  #lastReadMs = -Infinity;

  constructor(connections: Connections, machine: Machine) {
    this.#connections = connections;
    this.#machine = machine;
  }

  noteStall(fromMs: number, toMs: number): void {
    this.#connections.stalls.add(fromMs, toMs);
  }

  /** Extends the deadline of a dial by what our own stalls took from it. True when there is time left. */
  excusesOpening(slot: number, nowMs: number): boolean {
    const dialledMs = this.#connections.table.dialledMs[slot]!;
    const { openTimeoutMs } = this.#connections.groupOf(slot).target;
    const fairMs = this.#fairMs(dialledMs, openTimeoutMs, nowMs);
    if (fairMs <= nowMs) return false;
    this.#connections.wheel.set(slot, fairMs);
    return true;
  }

  /** A reply, or what the peer must send by itself, is due. */
  add(slot: number, beat: number, nowMs: number): void {
    if (this.#connections.groupOf(slot).beats.isListening(beat))
      this.#addSilence(slot, beat, nowMs);
    else this.#addBeat(slot, beat, nowMs);
  }

  /** The deadline moves with what was received, so that a message costs nothing. */
  #addSilence(slot: number, beat: number, nowMs: number): void {
    const { beats } = this.#connections.groupOf(slot);
    const heardMs = this.#connections.table.lastReceivedMs[slot]!;
    const fairMs = this.#fairMs(heardMs, beats.listenMs!, nowMs);
    if (fairMs <= nowMs) this.#suspect(slot, beat, heardMs);
    beats.putOff(slot, beat, fairMs <= nowMs ? Infinity : fairMs);
  }

  #addBeat(slot: number, beat: number, nowMs: number): void {
    const { beats, exchanges } = this.#connections.groupOf(slot);
    const saidMs = beats.saidMsOf(slot, beat);
    const giveUpMs = giveUpMsOf(exchanges[beats.exchangeOf(beat)]!);
    const fairMs = this.#fairMs(saidMs, giveUpMs, nowMs);
    if (fairMs <= nowMs) this.#suspect(slot, beat, saidMs);
    beats.putOff(slot, beat, fairMs <= nowMs ? Infinity : fairMs);
  }

  addProbe(slot: number, nowMs: number): void {
    const { finalProbe } = this.#connections.groupOf(slot).target;
    if (finalProbe.kind === 'off') return;
    const saidMs = this.#connections.table.lastSentMs[slot]!;
    const fairMs = this.#fairMs(saidMs, giveUpMsOf(finalProbe.ask), nowMs);
    if (fairMs <= nowMs) this.#suspect(slot, PROBE, saidMs);
    else this.#connections.wheel.set(slot, fairMs);
  }

  /** Asks the kernel about all suspects, unless it was asked very recently, and gives up those that are silent. */
  settle(nowMs: number, onDropped: (slot: number) => void): void {
    if (this.#suspects.length === 0 || nowMs - this.#lastReadMs < READ_EVERY_MS) return;
    this.#lastReadMs = nowMs;
    const { table } = this.#connections;
    const suspects = this.#suspects.filter((suspect) => this.#isStillOverdue(suspect));
    this.#suspects = [];
    const queues = this.#machine.kernelQueues(
      new Set(suspects.map(({ slot }) => table.localPort[slot]!)),
    );
    for (const suspect of suspects) {
      // Two of its replies may be overdue at once, and the first one ends it.
      if (!this.#isStillOverdue(suspect)) continue;
      const kernel = queues.get(table.localPort[suspect.slot]!);
      if (this.#spares(suspect, nowMs, kernel)) continue;
      this.#giveUp(suspect, nowMs, kernel);
      onDropped(suspect.slot);
    }
  }

  #fairMs(fromMs: number, allowedMs: number, nowMs: number): number {
    return onGrid(fromMs + allowedMs + this.#connections.stalls.overlapMs(fromMs, nowMs));
  }

  #suspect(slot: number, beat: number, saidMs: number): void {
    this.#suspects.push({ slot, id: this.#connections.table.id[slot]!, beat, saidMs });
  }

  /** False when it has ended or received its reply since it became a suspect. */
  #isStillOverdue({ slot, id, beat, saidMs }: Suspect): boolean {
    const { table } = this.#connections;
    if (table.id[slot] !== id) return false;
    if (beat === PROBE) return table.state[slot] === STATE.probing;
    const { beats } = this.#connections.groupOf(slot);
    if (beats.isListening(beat)) return this.#isStillSilent({ slot, id, beat, saidMs });
    if (table.state[slot] !== STATE.open || !beats.isAwaiting(slot, beat)) return false;
    return beats.saidMsOf(slot, beat) === saidMs;
  }

  /** Listens again when something has arrived since. */
  #isStillSilent({ slot, beat, saidMs }: Suspect): boolean {
    const { table } = this.#connections;
    if (table.state[slot] !== STATE.open) return false;
    const heardMs = table.lastReceivedMs[slot]!;
    if (heardMs === saidMs) return true;
    const { beats } = this.#connections.groupOf(slot);
    beats.putOff(slot, beat, heardMs + beats.listenMs!);
    this.#connections.wake(slot);
    return false;
  }

  /** Once per exchange: an unread reply gets time to be read. */
  #spares({ slot, beat }: Suspect, nowMs: number, kernel?: KernelQueues): boolean {
    const { table, wheel } = this.#connections;
    const bit = beat === PROBE ? 0x80 : 1 << beat;
    if (kernel === undefined || kernel.receiveQueue === 0) return false;
    if ((table.spared[slot]! & bit) !== 0) return false;
    table.spared[slot]! |= bit;
    if (beat === PROBE) {
      wheel.set(slot, nowMs + SPARED_MS);
      return true;
    }
    this.#connections.groupOf(slot).beats.putOff(slot, beat, nowMs + SPARED_MS);
    this.#connections.wake(slot);
    return true;
  }

  #giveUp({ slot, beat, saidMs }: Suspect, nowMs: number, kernel?: KernelQueues): void {
    const reply = this.#connections.table.wires[slot]?.otherReply;
    const isProbe = beat === PROBE;
    const isListening = !isProbe && this.#connections.groupOf(slot).beats.isListening(beat);
    if (reply === undefined && isProbe && this.#connections.table.lastReceivedMs[slot]! > saidMs) {
      // It sent something of its own, though not the reply: the peer is alive, and nothing is proven.
      this.#connections.closeLocally(slot, { nowMs, why: 'stop', life: 'unverified' });
      return;
    }
    this.#connections.table.wires[slot]?.destroy();
    const notDue = isListening ? 'listen' : 'reply-timeout';
    const noticedBy = isProbe ? 'final-probe' : notDue;
    const ending: Ending =
      reply === undefined
        ? { kind: 'blackhole', noticedBy, ...(kernel && { kernel }) }
        : { kind: 'other-reply', reply };
    this.#connections.ended(slot, { atMs: nowMs, ending });
  }
}
