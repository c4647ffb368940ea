import type { Ending, Refusal } from '../outcome/ending.ts';
import { isRaw } from '../path/transport.ts';
import { giveUpMsOf } from '../scenario/exchanges.ts';
import type { Connections } from './connections.ts';
import type { EndedEvent, OpenedEvent, ReceivedEvent } from './ports.ts';
import { STATE } from './table.ts';

/** What connections exchange with their peers: the login after the open, then the replies to their beats. */
export class Exchanges {
  readonly #connections: Connections;
  /** The open events of connections that are logging in: journalled when the login is done. */
  readonly #loggingIn = new Map<number, OpenedEvent>();

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  opened(event: OpenedEvent): void {
    const { slot } = event;
    this.#connections.transportOpened(slot, event);
    if (this.#connections.groupOf(slot).loginSteps === 0) {
      this.#connections.opened(slot, event);
      return;
    }
    this.#loggingIn.set(slot, event);
    this.#sayLogin(slot, event.atMs);
  }

  /** Payload arrived. True when it is the reply to the final probe. */
  received(event: ReceivedEvent): boolean {
    const { slot, atMs, bytes, answers } = event;
    const { table } = this.#connections;
    const { meter, beats, exchanges } = this.#connections.groupOf(slot);
    if (!this.#connections.isProven(slot) && table.state[slot]! >= STATE.open) meter.unproven -= 1;
    if (event.backend !== undefined) this.#connections.noteBackend(slot, event.backend);
    if (event.replied) table.noteSent(slot, atMs, { bytes: 0, isMessage: false });
    table.noteReceived(slot, atMs, { bytes, isMessage: event.isControl !== true });
    meter.received += 1;
    if (answers === -1) return false;
    if (table.state[slot] === STATE.login) this.#loginAnswered(slot, event);
    const beat = beats.beatOf(answers);
    if (beat !== -1 && beats.isAwaiting(slot, beat)) {
      const { rttMs, lateMs } = beats.answered(slot, beat, { atMs, settles: event.settles ?? 1 });
      meter.recordRtt(rttMs);
      // What we could not read in time was not late.
      const late = lateMs - this.#connections.stalls.overlapMs(atMs - rttMs, atMs);
      if (late > 0) meter.recordLate(late);
      if (table.state[slot] === STATE.open) this.#connections.wake(slot);
      return false;
    }
    return table.state[slot] === STATE.probing && answers === exchanges.length - 1;
  }

  ended({ slot, atMs, ending }: EndedEvent): void {
    if (this.#connections.table.state[slot] === STATE.login) {
      const peer = this.#loggingIn.get(slot)?.peer;
      this.#loggingIn.delete(slot);
      this.#connections.refused(slot, { atMs, refusal: loginRefusal(ending), peer });
      return;
    }
    if (this.#isProvokedClose(slot, ending)) {
      this.#connections.closeLocally(slot, { nowMs: atMs, why: 'stop', life: 'unverified' });
      return;
    }
    this.#connections.ended(slot, { atMs, ending });
  }

  /** A raw protocol may not know the bytes of our final probe: a server that then hangs up caused no drop. */
  #isProvokedClose(slot: number, ending: Ending): boolean {
    const { transport } = this.#connections.groupOf(slot).target.address;
    const asked = this.#connections.table.state[slot] === STATE.probing;
    return asked && ending.kind === 'fin' && isRaw(transport);
  }

  /** The dial or a line of the login has taken too long. */
  openTimedOut(slot: number, nowMs: number): void {
    const { table } = this.#connections;
    const wire = table.wires[slot];
    const inLogin = table.state[slot] === STATE.login;
    const reached = wire?.phase ?? 'connect';
    // A transport that has opened is about to report it: the upgrade is what took too long.
    const dialPhase = reached === 'open' || reached === 'over' ? 'upgrade' : reached;
    const phase = inLogin ? 'login' : dialPhase;
    const peer = this.#loggingIn.get(slot)?.peer ?? wire?.peer;
    const reply = inLogin ? wire?.otherReply : undefined;
    this.#loggingIn.delete(slot);
    wire?.destroy();
    const refusal =
      reply === undefined
        ? { phase, code: 'timeout' }
        : loginRefusal({ kind: 'other-reply', reply });
    this.#connections.refused(slot, { atMs: nowMs, refusal, peer });
  }

  #sayLogin(slot: number, atMs: number): void {
    const { table } = this.#connections;
    const { loginSteps, exchanges } = this.#connections.groupOf(slot);
    while (table.loginStep[slot]! < loginSteps) {
      const step = table.loginStep[slot]!;
      const line = exchanges[step]!;
      const saidMs = this.#connections.say(slot, step);
      if (line.expect.kind !== 'none') {
        this.#connections.wheel.set(slot, saidMs + giveUpMsOf(line));
        return;
      }
      table.loginStep[slot]! += 1;
    }
    this.#loggedIn(slot, atMs);
  }

  #loginAnswered(slot: number, { answers, atMs }: ReceivedEvent): void {
    const { table } = this.#connections;
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
    this.#connections.opened(slot, {
      ...event,
      atMs,
      tookMs: [resolveMs, connectMs, tlsMs, upgradeMs + loginMs],
    });
  }
}

function loginRefusal(ending: Ending): Refusal {
  if (ending.kind !== 'other-reply') return { phase: 'login', code: ending.kind };
  return { phase: 'login', code: ending.kind, reply: ending.reply };
}
