import type { TargetWay } from '../target-way.ts';

/** The payload that a connection of this target says in such a time. */
export function bytesSaidIn(spanMs: number, { target }: Pick<TargetWay, 'target'>): number {
  let bytes = 0;
  for (const { say, everyMs } of target.traffic.beats) {
    const times = Math.floor(spanMs / everyMs);
    if (say.kind === 'message') bytes += times * say.sizeBytes;
    if (say.kind === 'bytes') bytes += (times * say.hex.length) / 2;
  }
  return bytes;
}
