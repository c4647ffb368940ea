import type { Session, SessionKeeper } from './session.ts';

/** Sessions that only the backend still believes in are kept, as on a real path, but only a limited number. */
const GHOSTS_MAX = 1_000;

/** Sessions that a hop has carried. */
export interface SessionCounts {
  readonly opened: number;
  readonly open: number;
  /** Why sessions ended: `client`, `backend`, a fault's kind, a limit's setting, or `stop`. */
  readonly endedBy: Readonly<Record<string, number>>;
}

/** The sessions of one hop. */
export class Sessions implements SessionKeeper {
  readonly #all = new Set<Session>();
  readonly #ghosts = new Set<Session>();
  readonly #endedBy = new Map<string, number>();
  #opened = 0;
  #decided = 0;

  add(session: Session): void {
    this.#all.add(session);
    this.#opened += 1;
  }

  *[Symbol.iterator](): IterableIterator<Session> {
    yield* this.#all;
  }

  healthy(target: string | undefined): readonly Session[] {
    return [...this.#all].filter(
      (session) => session.healthy && (target === undefined || session.target === target),
    );
  }

  onDecided(_session: Session, by: string): void {
    this.#decided += 1;
    this.#endedBy.set(by, (this.#endedBy.get(by) ?? 0) + 1);
  }

  onGone(session: Session): void {
    this.#all.delete(session);
    this.#ghosts.delete(session);
  }

  onGhost(session: Session): void {
    this.#ghosts.add(session);
    if (this.#ghosts.size <= GHOSTS_MAX) return;
    const [oldest] = this.#ghosts;
    oldest?.destroy();
  }

  counts(): SessionCounts {
    return {
      opened: this.#opened,
      open: this.#opened - this.#decided,
      endedBy: Object.fromEntries(this.#endedBy),
    };
  }

  destroy(): void {
    for (const session of this.#all) session.destroy();
  }
}
