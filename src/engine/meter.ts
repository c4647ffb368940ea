import type { EncodedHistogram, TargetInterval } from '../journal/record.ts';

/** Collects times and returns them encoded; `stats/histogram` is the real one. */
export interface LatencyHistogram {
  record(us: number): void;
  readonly count: number;
  encode(): EncodedHistogram;
  reset(): void;
}

/** One interval of one target. Levels carry over; counts start from zero in each interval. */
export class Meter {
  opening = 0;
  open = 0;
  unproven = 0;
  opened = 0;
  refused = 0;
  dropped = 0;
  sent = 0;
  received = 0;
  late = 0;
  lateMsMax = 0;
  readonly #rtt: LatencyHistogram;
  readonly #open: LatencyHistogram;

  constructor(newHistogram: () => LatencyHistogram) {
    this.#rtt = newHistogram();
    this.#open = newHistogram();
  }

  recordRtt(rttMs: number): void {
    this.#rtt.record(Math.round(rttMs * 1000));
  }

  /** A reply that came after its deadline. */
  recordLate(lateMs: number): void {
    this.late += 1;
    this.lateMsMax = Math.max(this.lateMsMax, lateMs);
  }

  recordOpen(tookMs: number): void {
    this.#open.record(Math.round(tookMs * 1000));
  }

  /** Ends the interval and begins the next one. Times are kept for a later one unless they are asked for. */
  close(idleMsMax: number, { withTimes }: { withTimes: boolean }): TargetInterval {
    const interval = {
      opening: this.opening,
      open: this.open,
      unproven: this.unproven,
      opened: this.opened,
      refused: this.refused,
      dropped: this.dropped,
      sent: this.sent,
      received: this.received,
      ...(this.late > 0 && { late: this.late, lateMsMax: Math.round(this.lateMsMax) }),
      idleMsMax: Math.round(idleMsMax),
      ...(withTimes && encoded('rttUs', this.#rtt)),
      ...(withTimes && encoded('openUs', this.#open)),
    };
    this.opened = 0;
    this.refused = 0;
    this.dropped = 0;
    this.sent = 0;
    this.received = 0;
    this.late = 0;
    this.lateMsMax = 0;
    return interval;
  }
}

function encoded<Name extends string>(
  name: Name,
  histogram: LatencyHistogram,
): { [key in Name]?: EncodedHistogram } {
  if (histogram.count === 0) return {};
  const value = histogram.encode();
  histogram.reset();
  return { [name]: value } as { [key in Name]: EncodedHistogram };
}
