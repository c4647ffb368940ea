import fs from 'node:fs';
import type { Machine } from '../engine/ports.ts';
import type { KernelQueues } from '../outcome/ending.ts';
import { readKernelQueues } from './kernel-queues.ts';
import { judgeStall, readSchedule, type Schedule } from './stall.ts';

/** This process and its machine, as Linux's `/proc` tells; less elsewhere, and never a guess. */
export class LocalMachine implements Machine {
  readonly #nowMs: () => number;
  #schedule: Schedule | undefined;

  constructor({ nowMs }: { readonly nowMs: () => number }) {
    this.#nowMs = nowMs;
    this.#schedule = readSchedule(nowMs());
  }

  /**
   * To be called at each tick of whoever drives the engine: a stall is judged by what was used since then.
   * Costs about 40 us.
   */
  noteTick(): void {
    this.#schedule = readSchedule(this.#nowMs());
  }

  usage(): { readonly cpuMs: number; readonly rssBytes: number; readonly openFiles: number } {
    const { user, system } = process.cpuUsage();
    return {
      cpuMs: (user + system) / 1000,
      rssBytes: process.memoryUsage.rss(),
      openFiles: countOpenFiles(),
    };
  }

  stallCause(gapMs: number): 'own-loop' | 'cpu-starved' | 'paused' | 'unknown' {
    const before = this.#schedule;
    this.noteTick();
    return judgeStall(gapMs, { before, after: this.#schedule });
  }

  wallOffsetMs(): number {
    return Date.now() - this.#nowMs();
  }

  kernelQueues(localPorts: ReadonlySet<number>): ReadonlyMap<number, KernelQueues> {
    return readKernelQueues(localPorts);
  }
}

/**
 * Listing `/proc/self/fd` would cost 10 ms with 20,000 files, and 1 KB of kernel memory for each of them.
 * Since Linux 6.2 its size is the count. Before that, the lowest free number is a lower bound, and close,
 * because numbers are given out lowest first.
 */
function countOpenFiles(): number {
  try {
    const { size } = fs.statSync('/proc/self/fd');
    return size > 0 ? size : lowestFreeFile();
  } catch {
    return lowestFreeFile();
  }
}

function lowestFreeFile(): number {
  const file = fs.openSync('/', 'r');
  fs.closeSync(file);
  return file;
}
