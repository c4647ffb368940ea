import type { OtherClocks } from '../journal/record.ts';
import type { ConnectionTable } from './table.ts';

/** Clocks that differ from those that every record has. */
export function otherClocks(table: ConnectionTable, slot: number, atMs: number): OtherClocks {
  const askedMs = table.askedInVainMs(slot);
  const sentMs = table.lastMessageSentMs[slot]!;
  const receivedMs = table.lastMessageReceivedMs[slot]!;
  const firstMs = table.firstSentMs[slot]!;
  const since = (ms: number) => rounded(atMs - ms);
  return {
    ...(askedMs < table.lastSentMs[slot]! && { sinceAskedMs: since(askedMs) }),
    ...(sentMs < table.lastSentMs[slot]! && { sinceMessageSentMs: since(sentMs) }),
    ...(receivedMs < table.lastReceivedMs[slot]! && { sinceMessageReceivedMs: since(receivedMs) }),
    ...(firstMs < Infinity && { sinceFirstSentMs: since(firstMs) }),
  };
}

/** Records keep tenths of a millisecond. */
export function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
