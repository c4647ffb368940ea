import type { Timer } from '../path/way.ts';
import type { Candidate, Judged, Verdict } from './verdict.ts';

/** The verdicts of one way, each once: half a million drops have a few dozen between them. */
export class VerdictStore {
  readonly #verdicts = new Map<string, Verdict>();
  readonly #timers = new Map<Timer, number>();

  /** The verdict that says the same, without what was observed. */
  shared(judged: Judged): Verdict {
    const key = this.#keyOf(judged);
    let verdict = this.#verdicts.get(key);
    if (verdict === undefined) {
      const { observedMs: _, ...rest } = judged;
      verdict = rest;
      this.#verdicts.set(key, verdict);
    }
    return verdict;
  }

  #keyOf({ basis, certainty, axis, reason, evidenceNeeded, candidates }: Judged): string {
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
