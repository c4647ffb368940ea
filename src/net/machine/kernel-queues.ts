import fs from 'node:fs';
import type { KernelQueues } from '../../outcome/ending.ts';

const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;
const COLON = 0x3a;

/** TCP_LISTEN and TCP_TIME_WAIT in the kernel's `tcp_states.h`: lines without a connection of ours. */
const NO_CONNECTION = new Set([0x0a, 0x06]);

/**
 * The kernel's queues of the sockets with these local ports, from one pass over its TCP tables.
 *
 * The tables list every socket of the network namespace, so lines are looked at as bytes, and only those of
 * a requested port are read further. Where two sockets share a local port the one with more unsent counts.
 */
export function readKernelQueues(
  localPorts: ReadonlySet<number>,
  files: readonly string[] = ['/proc/self/net/tcp', '/proc/self/net/tcp6'],
): ReadonlyMap<number, KernelQueues> {
  const found = new Map<number, KernelQueues>();
  if (localPorts.size > 0) for (const file of files) readTable(file, { localPorts, found });
  return found;
}

interface Query {
  readonly localPorts: ReadonlySet<number>;
  readonly found: Map<number, KernelQueues>;
}

function readTable(file: string, query: Query): void {
  const table = openTable(file);
  if (table === undefined) return;
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let filled = 0;
  try {
    for (;;) {
      const read = fs.readSync(table, chunk, filled, CHUNK_BYTES - filled, null);
      if (read === 0) return;
      const complete = readLines(chunk.subarray(0, filled + read), query);
      chunk.copyWithin(0, complete, filled + read);
      filled = filled + read - complete;
    }
  } finally {
    fs.closeSync(table);
  }
}

/** Not there without Linux, or without IPv6. */
function openTable(file: string): number | undefined {
  try {
    return fs.openSync(file, 'r');
  } catch {
    return undefined;
  }
}

/** Reads all complete lines and gives the index behind them. */
function readLines(chunk: Buffer, query: Query): number {
  let start = 0;
  for (;;) {
    const end = chunk.indexOf(LINE_FEED, start);
    if (end < 0) return start;
    readLine(chunk, { start, end }, query);
    start = end + 1;
  }
}

/**
 * One line, whose columns have fixed widths behind the first colon; IPv6 addresses are 24 digits longer.
 *
 *       0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000 …
 *        | local    port remote   port state send  receive  timer       retransmits
 */
function readLine(chunk: Buffer, line: { start: number; end: number }, query: Query): void {
  const localAddress = chunk.indexOf(COLON, line.start) + 2;
  const localColon = chunk.indexOf(COLON, localAddress);
  if (localColon < 0 || localColon > line.end) return;
  const port = hexAt(chunk, localColon + 1, 4);
  if (!query.localPorts.has(port)) return;
  const remotePort = localColon + 6 + (localColon - localAddress) + 1;
  if (NO_CONNECTION.has(hexAt(chunk, remotePort + 5, 2))) return;
  const queues = {
    sendQueue: hexAt(chunk, remotePort + 8, 8),
    receiveQueue: hexAt(chunk, remotePort + 17, 8),
    timer: hexAt(chunk, remotePort + 26, 2),
    retransmits: hexAt(chunk, remotePort + 38, 8),
  };
  const before = query.found.get(port);
  if (before === undefined || queues.sendQueue > before.sendQueue) query.found.set(port, queues);
}

function hexAt(chunk: Buffer, start: number, digits: number): number {
  let value = 0;
  for (let index = start; index < start + digits; index += 1) {
    const byte = chunk[index] ?? 0x30;
    // '0' to '9' are 0x30 on, 'A' to 'F' 0x41 on.
    value = value * 16 + (byte <= 0x39 ? byte - 0x30 : byte - 0x37);
  }
  return value;
}
