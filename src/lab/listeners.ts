import { Listener, type ListenerOptions } from './listener.ts';

/** The listening ports of a hop or of the backend, each with the target that it serves. */
export class Listeners {
  readonly #listeners: { readonly target: string; readonly listener: Listener }[] = [];

  /** Opens one more. Rejects with the system's error. */
  async open(target: string, options: ListenerOptions): Promise<Listener> {
    const listener = new Listener(options);
    await listener.open();
    this.#listeners.push({ target, listener });
    return listener;
  }

  /** Those of a target; all when it is undefined. */
  of(target: string | undefined): readonly Listener[] {
    return this.#listeners
      .filter((entry) => target === undefined || entry.target === target)
      .map(({ listener }) => listener);
  }

  /** Shuts all of them; resolves when their last connection is gone. */
  async close(): Promise<void> {
    await Promise.all(this.#listeners.map(({ listener }) => listener.close()));
  }
}
