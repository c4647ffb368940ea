import type { Timer } from '../path/way.ts';
import type { Candidate, Conclusion } from './conclusion.ts';

/** The conclusions on one way, each once: half a million drops have a few dozen between them. */
export class ConclusionStore {
  readonly #conclusions = new Map<string, Conclusion>();
  readonly #timers = new Map<Timer, number>();

  /** The conclusion that says the same. */
  shared(conclusion: Conclusion): Conclusion {
    const key = this.#keyOf(conclusion);
    const known = this.#conclusions.get(key);
    if (known !== undefined) return known;
    this.#conclusions.set(key, conclusion);
    return conclusion;
  }

  #keyOf({ basis, certainty, axis, reason, evidenceNeeded, candidates }: Conclusion): string {
    let key = `${basis}|${certainty}|${axis}|${reason}|${evidenceNeeded}`;
    for (const candidate of candidates) key += this.#candidateKey(candidate);
    return key;
  }

  #candidateKey({ hop, setting, timer, eventAtMs, vague, overrun }: Candidate): string {
    const place = timer === undefined ? '' : this.#placeOf(timer);
    return `|${hop} ${setting} ${place} ${eventAtMs} ${vague} ${overrun}`;
  }

  #placeOf(timer: Timer): number {
    const place = this.#timers.get(timer) ?? this.#timers.size;
    this.#timers.set(timer, place);
    return place;
  }
}
