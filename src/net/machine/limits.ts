import fs from 'node:fs';
import os from 'node:os';

/** What this machine can hold. A field is undefined where the system does not report it. */
export interface MachineLimits {
  readonly cores: number;
  /** Files one process may hold; each connection is one. */
  readonly openFilesSoft: number | undefined;
  readonly openFilesHard: number | undefined;
  /** Ports that the kernel chooses from, both ends included. */
  readonly ephemeralPorts: readonly [first: number, last: number] | undefined;
  /** What can be used without swapping, within the container's limit. */
  readonly memoryAvailableBytes: number | undefined;
  /** Connections that the packet filter can track, and tracks; undefined when it is not loaded. */
  readonly conntrackMax: number | undefined;
  readonly conntrackCount: number | undefined;
}

/** Reads the limits; `root` stands for `/`, so that tests can bring their own. */
export function readLimits(root = '/'): MachineLimits {
  const read = (path: string): string | undefined => readText(`${root}${path}`);
  const [openFilesSoft, openFilesHard] = openFilesOf(read('proc/self/limits'));
  return {
    cores: coresOf(read('sys/fs/cgroup/cpu.max')),
    openFilesSoft,
    openFilesHard,
    ephemeralPorts: rangeOf(read('proc/sys/net/ipv4/ip_local_port_range')),
    memoryAvailableBytes: memoryOf({
      meminfo: read('proc/meminfo'),
      containerMax: numberOf(read('sys/fs/cgroup/memory.max')),
      containerUsed: numberOf(read('sys/fs/cgroup/memory.current')),
    }),
    conntrackMax: numberOf(read('proc/sys/net/netfilter/nf_conntrack_max')),
    conntrackCount: numberOf(read('proc/sys/net/netfilter/nf_conntrack_count')),
  };
}

function readText(path: string): string | undefined {
  try {
    return fs.readFileSync(path, 'latin1');
  } catch {
    // Not Linux, not loaded, or not readable for us: unknown, and reported as unknown.
    return undefined;
  }
}

function openFilesOf(
  limits: string | undefined,
): readonly [number | undefined, number | undefined] {
  const [, soft, hard] = /^Max open files +(\S+) +(\S+)/m.exec(limits ?? '') ?? [];
  return [countOf(soft), countOf(hard)];
}

function countOf(text: string | undefined): number | undefined {
  return text === 'unlimited' ? Number.POSITIVE_INFINITY : numberOf(text);
}

function numberOf(text: string | undefined): number | undefined {
  // `max` in a cgroup file is not a number: there is no limit.
  return text !== undefined && /^\d+\s*$/.test(text) ? Number(text) : undefined;
}

function rangeOf(text: string | undefined): readonly [first: number, last: number] | undefined {
  const [, first, last] = /^(\d+)\s+(\d+)/.exec(text ?? '') ?? [];
  return first === undefined ? undefined : [Number(first), Number(last)];
}

/** `200000 100000` is two cores' worth of time per period; `max 100000` is no limit. */
function coresOf(cpuMax: string | undefined): number {
  const [, quota, period] = /^(\d+) (\d+)/.exec(cpuMax ?? '') ?? [];
  const allowed = quota === undefined ? Number.POSITIVE_INFINITY : Number(quota) / Number(period);
  return Math.max(1, Math.min(os.availableParallelism(), Math.floor(allowed)));
}

interface Memory {
  readonly meminfo: string | undefined;
  readonly containerMax: number | undefined;
  readonly containerUsed: number | undefined;
}

function memoryOf({ meminfo, containerMax, containerUsed = 0 }: Memory): number | undefined {
  const kilobytes = /^MemAvailable: +(\d+) kB/m.exec(meminfo ?? '')?.[1];
  const machine = kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  if (containerMax === undefined) return machine;
  const container = Math.max(0, containerMax - containerUsed);
  return machine === undefined ? container : Math.min(machine, container);
}
