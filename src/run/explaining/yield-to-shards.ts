import fs from 'node:fs';
import os from 'node:os';

/** A thread's share is small beside that of the shards, which have to be on time. */
const NICE = 10;

/** Lowers the priority of the calling thread. Linux alone has one for each thread. */
export function yieldToShards(): void {
  if (process.platform !== 'linux') return;
  const thread = Number(fs.readlinkSync('/proc/thread-self').split('/').at(-1));
  os.setPriority(thread, NICE);
}
