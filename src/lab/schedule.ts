import { faultKind } from '../path/faults/all.ts';
import type { Applied, FaultSite } from '../path/faults/fault-kind.ts';
import type { Fault } from '../scenario/scenario.ts';
import { LongTimer } from './long-timer.ts';

/** A fault that the lab applied or took back. */
export interface LabEvent {
  /** Since the start of the run. */
  readonly atMs: number;
  readonly hop: string;
  readonly kind: Fault['kind'];
  /** The only target whose connections it hits; all when absent. */
  readonly target?: string;
  readonly phase: 'applied' | 'healed' | 'heal-failed';
  /** Connections that were hit, or listeners. */
  readonly count: number;
  /** For people: `rst at slb, 100 connections`. */
  readonly label: string;
}

/** Applies faults at their times and takes them back. A timer per fault: there are a handful. */
export class Schedule {
  readonly #faults: readonly Fault[];
  readonly #siteOf: (fault: Fault) => FaultSite;
  readonly #onEvent: (event: LabEvent) => void;
  readonly #timers = new Set<LongTimer>();
  readonly #applied: LabEvent[] = [];

  constructor(
    faults: readonly Fault[],
    ports: {
      readonly siteOf: (fault: Fault) => FaultSite;
      readonly onEvent: (event: LabEvent) => void;
    },
  ) {
    this.#faults = faults;
    this.#siteOf = ports.siteOf;
    this.#onEvent = ports.onEvent;
  }

  /** What was applied so far, in order. */
  get applied(): readonly LabEvent[] {
    return this.#applied;
  }

  /** `epochMs`: when the run started, in milliseconds since 1970. What is overdue happens at once. */
  start(epochMs: number): void {
    for (const fault of this.#faults) {
      this.#after(epochMs + fault.atMs - Date.now(), () => this.#apply(fault, epochMs));
    }
  }

  stop(): void {
    for (const timer of this.#timers) timer.stop();
    this.#timers.clear();
  }

  async #apply(fault: Fault, epochMs: number): Promise<void> {
    const kind = faultKind(fault.kind)!;
    const atMs = Date.now() - epochMs;
    const applied = await kind.apply(this.#siteOf(fault), fault);
    const event = eventOf(fault, { atMs, phase: 'applied', count: applied.count });
    this.#applied.push(event);
    this.#onEvent(event);
    if (fault.forMs === undefined || applied.heal === undefined) return;
    this.#after(fault.forMs, () => this.#heal(fault, { epochMs, applied }));
  }

  async #heal(
    fault: Fault,
    { epochMs, applied }: { readonly epochMs: number; readonly applied: Applied },
  ): Promise<void> {
    const count = applied.count;
    try {
      await applied.heal?.();
      this.#onEvent(eventOf(fault, { atMs: Date.now() - epochMs, phase: 'healed', count }));
    } catch {
      // The port of a refusing listener was taken meanwhile: reported, because the run means something else now.
      this.#onEvent(eventOf(fault, { atMs: Date.now() - epochMs, phase: 'heal-failed', count }));
    }
  }

  #after(waitMs: number, act: () => Promise<void>): void {
    const timer = new LongTimer(waitMs, () => {
      this.#timers.delete(timer);
      void act();
    });
    this.#timers.add(timer);
  }
}

function eventOf(
  { hop, kind, target }: Fault,
  { atMs, phase, count }: Pick<LabEvent, 'atMs' | 'phase' | 'count'>,
): LabEvent {
  const things = faultKind(kind)!.hits;
  const hit = count === 1 ? things.slice(0, -1) : things;
  const suffix = phase === 'applied' ? '' : `, ${phase}`;
  const label = `${kind} at ${hop}, ${count} ${hit}${suffix}`;
  return { atMs, hop, kind, phase, count, label, ...(target !== undefined && { target }) };
}
