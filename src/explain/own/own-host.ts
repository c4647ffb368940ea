import type { Ending } from '../../outcome/ending.ts';
import type { Candidate } from '../conclusion.ts';
import type { Drop } from '../drop.ts';
import type { TargetWay } from '../target-way.ts';
import { bytesSaidIn } from './bytes-said.ts';

/** Our own bytes never left: an own link that is down, an own firewall. */
export const OWN_HOST: Candidate = { hop: 'generator', setting: 'packets did not leave this host' };

/** The kernel's timer for what it may not, or cannot, send yet. */
const NOT_SENDING = 4;

/** Whatever a peer leaves unread, its first window has room for so much: it did not refuse them. */
const WINDOW_BYTES_LEAST = 8_192;

/**
 * Bytes wait, none of them was ever sent again, and the kernel does not even wait for an acknowledgement: they never
 * left our host. Measured for a link that is down and for a firewall that drops what we send; only a peer with a closed
 * window looks alike, and that takes a window full of bytes.
 */
export function keptAtOwnHost(drop: Drop, way: TargetWay): boolean {
  return (
    waitsUnsent(drop.ending) &&
    bytesSaidIn(drop.sinceReceivedMs, way) + unsentOf(drop) <= WINDOW_BYTES_LEAST
  );
}

export function waitsUnsent(ending: Ending): boolean {
  const kernel = ending.kind === 'blackhole' ? ending.kernel : undefined;
  if (kernel === undefined) return false;
  return kernel.timer === NOT_SENDING && kernel.sendQueue > 0 && kernel.retransmits === 0;
}

function unsentOf({ ending }: Drop): number {
  return ending.kind === 'blackhole' ? (ending.kernel?.sendQueue ?? 0) : 0;
}
