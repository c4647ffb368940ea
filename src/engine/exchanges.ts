import type { Ending } from '../outcome/ending.ts';
import { isRaw } from '../path/transport.ts';
import type { Holder } from './connections.ts';
import type { EndedEvent, OpenedEvent, ReceivedEvent } from './ports.ts';
import { STATE } from './table.ts';

/** What a connection says and hears: the login after the open, then the answers to its beats. */
export class Conversation {
  readonly #holder: Holder;
  /** The open events of connections that are in their login: journalled when it is through. */
  readonly #loggingIn = new Map<number, OpenedEvent>();

  constructor(holder: Holder) {
    this.#holder = holder;
  }

  opened(event: OpenedEvent): void {
    const { slot } = event;
    this.#holder.transportOpened(slot, event);
    if (this.#holder.groupOf(slot).loginSteps === 0) {
      this.#holder.opened(slot, event);
      return;
    }
    this.#loggingIn.set(slot, event);
    this.#sayLogin(slot, event.atMs);
  }

  /** Payload arrived. True when it answers the final probe. */
  received(event: ReceivedEvent): boolean {
    const { slot, atMs, bytes, answers } = event;
    const { table } = this.#holder;
    const { meter, beats, exchanges } = this.#holder.groupOf(slot);
    if (!this.#holder.isProven(slot) && table.state[slot]! >= STATE.open) meter.unproven -= 1;
    if (event.backend !== undefined) this.#holder.noteBackend(slot, event.backend);
    if (event.replied) table.noteSent(slot, atMs, 0);
    table.noteReceived(slot, atMs, bytes);
    meter.received += 1;
    if (answers === -1) return false;
    if (table.state[slot] === STATE.login) this.#loginAnswered(slot, event);
    const beat = beats.beatOf(answers);
    if (beat !== -1 && beats.isAwaiting(slot, beat)) {
      meter.recordRtt(beats.answered(slot, beat, atMs));
      if (table.state[slot] === STATE.open) this.#holder.wake(slot);
      return false;
    }
    return table.state[slot] === STATE.probing && answers === exchanges.length - 1;
  }

  ended({ slot, atMs, ending }: EndedEvent): void {
    if (this.#holder.table.state[slot] === STATE.login) {
      const peer = this.#loggingIn.get(slot)?.peer;
      this.#loggingIn.delete(slot);
      this.#holder.refused(slot, { atMs, refusal: { phase: 'login', code: ending.kind }, peer });
      return;
    }
    if (this.#isProvokedClose(slot, ending)) {
      this.#holder.closeLocally(slot, { nowMs: atMs, why: 'stop', life: 'unverified' });
      return;
    }
    this.#holder.ended(slot, { atMs, ending });
  }

  /** A server that hangs up on our final probe, because it does not know those bytes, was not dropped. */
  #isProvokedClose(slot: number, ending: Ending): boolean {
    const { transport } = this.#holder.groupOf(slot).target.address;
    const asked = this.#holder.table.state[slot] === STATE.probing;
    return asked && ending.kind === 'fin' && isRaw(transport);
  }

  /** The dial or a line of the login has taken too long. */
  openTimedOut(slot: number, nowMs: number): void {
    const { table } = this.#holder;
    const wire = table.wires[slot];
    const inLogin = table.state[slot] === STATE.login;
    const reached = wire?.phase ?? 'connect';
    // A transport that is through has its last event under way: it was the upgrade that took too long.
    const dialPhase = reached === 'open' || reached === 'over' ? 'upgrade' : reached;
    const phase = inLogin ? 'login' : dialPhase;
    const peer = this.#loggingIn.get(slot)?.peer ?? wire?.peer;
    this.#loggingIn.delete(slot);
    wire?.destroy();
    this.#holder.refused(slot, { atMs: nowMs, refusal: { phase, code: 'timeout' }, peer });
  }

  #sayLogin(slot: number, atMs: number): void {
    const { table } = this.#holder;
    const { loginSteps, exchanges } = this.#holder.groupOf(slot);
    while (table.loginStep[slot]! < loginSteps) {
      const step = table.loginStep[slot]!;
      const { expect, withinMs } = exchanges[step]!;
      const saidMs = this.#holder.say(slot, step);
      if (expect.kind !== 'none') {
        this.#holder.wheel.set(slot, saidMs + withinMs);
        return;
      }
      table.loginStep[slot]! += 1;
    }
    this.#loggedIn(slot, atMs);
  }

  #loginAnswered(slot: number, { answers, atMs }: ReceivedEvent): void {
    const { table } = this.#holder;
    if (answers !== table.loginStep[slot]) return;
    table.loginStep[slot]! += 1;
    this.#sayLogin(slot, atMs);
  }

  #loggedIn(slot: number, atMs: number): void {
    const event = this.#loggingIn.get(slot);
    if (event === undefined) return;
    this.#loggingIn.delete(slot);
    const [resolveMs, connectMs, tlsMs, upgradeMs] = event.tookMs;
    const loginMs = Math.max(0, atMs - event.atMs);
    this.#holder.opened(slot, {
      ...event,
      atMs,
      tookMs: [resolveMs, connectMs, tlsMs, upgradeMs + loginMs],
    });
  }
}
