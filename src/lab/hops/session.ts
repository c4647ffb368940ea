import type net from 'node:net';
import type { Victim } from '../../path/faults/fault-kind.ts';
import type { Effect, Limit } from '../../path/path.ts';
import type { DeadlineId, Deadlines } from '../deadlines.ts';
import { type Activity, activityAt, firstDue, noteBytes } from './clocks.ts';
import { ignoreError, type Leg, type LegOwner, legOf, setReading } from './legs.ts';

/** How long we wait for the peer's FIN after ours, so that bytes in flight do not turn it into a RST. */
const LINGER_MS = 1_000;
/** A client that closes into a blackhole gets no reply; its socket is freed after this time. */
const LIMBO_MS = 30_000;

interface SessionOptions {
  readonly target: string;
  /** The TCP socket towards the client. */
  readonly front: net.Socket;
  /** The socket that carries the client's payload: `front`, or TLS over it. */
  readonly stream: net.Socket;
  readonly back: net.Socket;
  /**
   * `packets` passes FIN and RST on as they are, as a layer 4 balancer does. `http` ends the other side
   * in an orderly way whatever happened, as nginx does (a backend's RST becomes close_notify + FIN).
   */
  readonly layer: 'packets' | 'http';
  readonly limits: readonly Limit[];
  readonly lazyMs: number;
  readonly deadlines: Deadlines;
  readonly keeper: SessionKeeper;
}

/** The keeper of a hop's sessions. */
export interface SessionKeeper {
  /** `by`: `client`, `backend`, a fault's kind or a limit's setting. Called once. */
  onDecided(session: Session, by: string): void;
  onGone(session: Session): void;
  /** The client has left a forgotten session, and the backend still believes in it. */
  onGhost(session: Session): void;
}

type State = 'open' | 'stalled' | 'forgotten-rst' | 'forgotten-silent' | 'closing';

/**
 * One connection through one hop: two legs, and the limits that end it.
 *
 *     client <- front/stream -> [session] <- back -> next hop
 */
export class Session implements Victim, LegOwner {
  readonly target: string;
  readonly #options: SessionOptions;
  readonly #stream: Leg;
  readonly #back: Leg;
  readonly #activity: Activity;
  readonly #deadlineId: DeadlineId;
  #state: State = 'open';
  #established = false;
  #streamFull = false;
  #backFull = false;
  #legsOpen = 2;
  #decided = false;

  constructor(options: SessionOptions) {
    this.target = options.target;
    this.#options = options;
    this.#activity = activityAt(options.deadlines.nowMs);
    this.#deadlineId = options.deadlines.claim(this);
    this.#stream = legOf(options.stream, this);
    this.#back = legOf(options.back, this);
    if (options.front !== options.stream) options.front.on('error', ignoreError);
    this.#arm();
  }

  /** Open from end to end, and not hit by a fault. */
  get healthy(): boolean {
    return this.#established && !this.#decided && this.#state === 'open';
  }

  /** The connection to the backend is open. */
  establish(): void {
    this.#established = true;
  }

  onDeadline(nowMs: number): void {
    if (this.#state === 'closing') {
      this.destroy();
      return;
    }
    if (this.#isForgotten()) {
      this.#stream.destroy();
      return;
    }
    const { limit, atMs } = firstDue(this.#options.limits, this.#activity);
    if (limit === undefined) return;
    if (atMs > nowMs) {
      this.#options.deadlines.arm(this.#deadlineId, atMs);
      return;
    }
    this.#expire(limit.effects[0] ?? 'fin', limit.setting);
  }

  destroy(): void {
    this.#decide('stop');
    this.#state = 'closing';
    this.#stream.destroy();
    this.#back.destroy();
  }

  // ---- faults

  fin(): void {
    this.#close('fin', 'fin');
  }

  rst(): void {
    this.#close('rst', 'rst');
  }

  stall(): void {
    if (this.#state !== 'open') return;
    this.#state = 'stalled';
    this.#flow();
  }

  silence({ heals }: { readonly heals: boolean }): void {
    if (heals) this.stall();
    else this.#forget('forgotten-silent', 'silence');
  }

  recover(): void {
    if (this.#state !== 'stalled') return;
    this.#state = 'open';
    this.#flow();
  }

  loseState(): void {
    this.#forget('forgotten-rst', 'lose-state');
  }

  /** The limits that start at a reload start; without such a limit the hop drains forever. */
  outdate(by: 'reload' | 'listener-update'): void {
    this.#activity.eventMs[by] ??= this.#options.deadlines.nowMs;
    this.#arm();
  }

  // ---- what the legs report

  onBytes(from: Leg, chunk: Buffer): void {
    if (this.#isForgotten()) {
      this.#onStray(from);
      return;
    }
    if (this.#state === 'closing') return;
    const fromClient = from === this.#stream;
    const { deadlines, lazyMs } = this.#options;
    const nowMs = deadlines.nowMs;
    noteBytes(this.#activity, fromClient ? 'backend' : 'client', { nowMs, lazyMs });
    const other = fromClient ? this.#back : this.#stream;
    if (!other.write(chunk)) this.#onFull(other, nowMs);
  }

  onDrain(leg: Leg): void {
    if (leg === this.#back) {
      this.#backFull = false;
      this.#activity.stalledMs = undefined;
    } else {
      this.#streamFull = false;
    }
    this.#flow();
  }

  onFin(from: Leg): void {
    if (this.#isForgotten()) {
      this.#onStray(from);
      return;
    }
    if (this.#state === 'closing') {
      from.destroy();
    } else if (this.#options.layer === 'http') {
      this.#close('close-notify', from === this.#stream ? 'client' : 'backend');
    } else {
      this.#decide(from === this.#stream ? 'client' : 'backend');
      (from === this.#stream ? this.#back : this.#stream).end();
    }
  }

  onClosed(leg: Leg, hadError: boolean): void {
    this.#legsOpen -= 1;
    if (this.#legsOpen === 0) {
      this.#options.deadlines.release(this.#deadlineId);
      this.#options.keeper.onGone(this);
    } else if (this.#isForgotten()) {
      if (leg === this.#stream) this.#options.keeper.onGhost(this);
    } else if (this.#state !== 'closing') {
      this.#onLost(leg, hadError);
    }
  }

  // ---- decisions

  #expire(effect: Effect, setting: string): void {
    switch (effect) {
      case 'rst-on-next-packet':
        this.#forget('forgotten-rst', setting);
        return;
      case 'silent':
        this.#forget('forgotten-silent', setting);
        return;
      case 'rst':
      case 'fin':
        this.#close(effect, setting);
        return;
      case 'close-notify':
      // No hop on the path speaks WebSocket: it can only end in an orderly way.
      case 'close-frame':
        this.#close('close-notify', setting);
        return;
    }
  }

  #close(effect: 'fin' | 'close-notify' | 'rst', by: string): void {
    if (this.#state === 'closing') return;
    this.#decide(by);
    this.#state = 'closing';
    const { front, layer, deadlines } = this.#options;
    if (effect === 'rst') front.resetAndDestroy();
    // Ending the TCP socket below the TLS sends FIN and no close_notify.
    else (effect === 'fin' ? front : this.#stream).end();
    if (effect === 'rst' && layer === 'packets') this.#back.resetAndDestroy();
    else this.#back.end();
    this.#stream.resume();
    this.#back.resume();
    deadlines.arm(this.#deadlineId, deadlines.nowMs + LINGER_MS);
  }

  #forget(state: 'forgotten-rst' | 'forgotten-silent', by: string): void {
    if (this.#state === 'closing' || this.#isForgotten()) return;
    this.#decide(by);
    this.#state = state;
    // Keep reading: what arrives must be swallowed or answered.
    this.#stream.resume();
    this.#back.resume();
    this.#options.deadlines.arm(this.#deadlineId, Infinity);
  }

  /** Bytes or a FIN of a forgotten session. */
  #onStray(from: Leg): void {
    if (this.#state === 'forgotten-rst') {
      if (from === this.#stream) this.#options.front.resetAndDestroy();
      else from.resetAndDestroy();
    } else if (from === this.#stream && from.readableEnded) {
      const { deadlines } = this.#options;
      deadlines.arm(this.#deadlineId, deadlines.nowMs + LIMBO_MS);
    }
  }

  /** A leg was closed by its peer. */
  #onLost(leg: Leg, hadError: boolean): void {
    const fromClient = leg === this.#stream;
    const reset = hadError && this.#options.layer === 'packets';
    this.#close(reset ? 'rst' : 'close-notify', fromClient ? 'client' : 'backend');
  }

  #decide(by: string): void {
    if (this.#decided) return;
    this.#decided = true;
    this.#options.keeper.onDecided(this, by);
  }

  // ---- flow

  #onFull(leg: Leg, nowMs: number): void {
    if (leg === this.#back) {
      this.#backFull = true;
      this.#activity.stalledMs ??= nowMs;
      this.#arm();
    } else {
      this.#streamFull = true;
    }
    this.#flow();
  }

  #flow(): void {
    const reads = this.#state !== 'stalled';
    setReading(this.#stream, reads && !this.#backFull);
    setReading(this.#back, reads && !this.#streamFull);
  }

  #arm(): void {
    if (this.#state !== 'open' && this.#state !== 'stalled') return;
    const { atMs } = firstDue(this.#options.limits, this.#activity);
    this.#options.deadlines.arm(this.#deadlineId, atMs);
  }

  #isForgotten(): boolean {
    return this.#state === 'forgotten-rst' || this.#state === 'forgotten-silent';
  }
}
