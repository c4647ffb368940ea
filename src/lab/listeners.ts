import { Gate, type GateOptions } from './listener.ts';

/** The listening ports of one station, each with the target that it serves. */
export class Gates {
  readonly #gates: { readonly target: string; readonly gate: Gate }[] = [];

  /** Opens one more. Rejects with what the system says. */
  async open(target: string, options: GateOptions): Promise<Gate> {
    const gate = new Gate(options);
    await gate.open();
    this.#gates.push({ target, gate });
    return gate;
  }

  /** Those of a target; all when it is undefined. */
  of(target: string | undefined): readonly Gate[] {
    return this.#gates
      .filter((entry) => target === undefined || entry.target === target)
      .map(({ gate }) => gate);
  }

  /** Shuts all of them; resolves when their last connection is gone. */
  async close(): Promise<void> {
    await Promise.all(this.#gates.map(({ gate }) => gate.close()));
  }
}
