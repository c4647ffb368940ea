import fs from 'node:fs';
import type { Machine } from '../../engine/ports.ts';
import type { KernelQueues } from '../../outcome/ending.ts';
import { readKernelQueues } from './kernel-queues.ts';
import { judgeStall, readSchedule, type Schedule } from './stall.ts';

/**
 * Reading the kernel's table may take a twentieth of the time: with 40,000 sockets in one namespace a read
 * took 200 to 300 ms (measured), and with many missing replies one was due twice a second.
 */
const QUEUES_REST = 20;

/** A read this cheap is always allowed: the engine asks twice a second at most. */
const QUEUES_CHEAP_MS = 50;

/** This process and its machine, from Linux's `/proc`; less on other systems, and never a guess. */
export class LocalMachine implements Machine {
  readonly #nowMs: () => number;
  #before: Schedule | undefined;
  #now: Schedule | undefined;
  #queuesReadAtMs = -Infinity;
  #queuesCostMs = 0;

  constructor({ nowMs }: { readonly nowMs: () => number }) {
    this.#nowMs = nowMs;
    this.#now = readSchedule(nowMs());
  }

  /**
   * To be called at the start of each tick, before the engine: a stall is judged by what was used between two
   * starts. Costs about 4 us.
   */
  noteTick(): void {
    this.#before = this.#now;
    this.#now = readSchedule(this.#nowMs());
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
    return judgeStall(gapMs, { before: this.#before, after: this.#now });
  }

  wallOffsetMs(): number {
    return Date.now() - this.#nowMs();
  }

  /** Empty while the last read was too recent for what it cost: gathering evidence must not stall the run. */
  kernelQueues(localPorts: ReadonlySet<number>): ReadonlyMap<number, KernelQueues> {
    const startMs = this.#nowMs();
    const isDear = this.#queuesCostMs > QUEUES_CHEAP_MS;
    const restMs = isDear ? this.#queuesCostMs * QUEUES_REST : 0;
    if (startMs - this.#queuesReadAtMs < restMs) return new Map();
    const queues = readKernelQueues(localPorts);
    this.#queuesReadAtMs = this.#nowMs();
    this.#queuesCostMs = this.#queuesReadAtMs - startMs;
    return queues;
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
