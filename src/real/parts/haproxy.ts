import { idleMs, settingMs } from '../limits.ts';
import type { Forward, HostPlan } from '../topology.ts';

export interface HaproxyOptions {
  /** Of the whole process; HAProxy's own default when absent. */
  readonly maxConnections?: number;
  /** Lines of the `defaults` section, such as `option nolinger`. */
  readonly defaults?: readonly string[];
}

/** HAProxy in TCP mode: `haproxy -W -db -f FILE`, reloaded by SIGUSR2. */
export function haproxyConfiguration(
  host: HostPlan,
  { maxConnections, defaults = [] }: HaproxyOptions = {},
): string {
  const hardStopMs = settingMs(host.hop, 'hard-stop-after');
  return `global
  log stderr format raw local0
  ${maxConnections === undefined ? '' : `maxconn ${maxConnections}`}
  ${hardStopMs === undefined ? '' : `hard-stop-after ${hardStopMs}ms`}
defaults
  mode tcp
  log global
  option tcplog
  timeout connect 5s
${defaults.map((line) => `  ${line}\n`).join('')}
${host.forwards.map((forward) => section(host, forward)).join('')}`;
}

function section(host: HostPlan, { port, toAddress, toPort }: Forward): string {
  return `listen port-${port}
  bind *:${port}
${timeouts(host, port)
  .map(([key, ms]) => `  timeout ${key} ${ms}ms\n`)
  .join('')}  server next ${toAddress}:${toPort}
`;
}

/** Its own timeouts, or the one idle timeout of another vendor's balancer for both sides. */
function timeouts({ hop }: HostPlan, port: number): readonly (readonly [string, number])[] {
  const own = ['client', 'server', 'tunnel'].flatMap((key): [string, number][] => {
    const ms = settingMs(hop, `timeout ${key}`, port);
    return ms === undefined ? [] : [[key, ms]];
  });
  const idle = idleMs(hop, port);
  if (own.length > 0 || idle === undefined) return own;
  return [
    ['client', idle],
    ['server', idle],
  ];
}

/** nftables rules by which every FIN leaves as RST, for a balancer that resets both ends. */
export const RESET_RULES = `table ip soak {
  chain outgoing {
    type filter hook output priority mangle;
    oifname != "lo" tcp flags & fin == fin tcp flags set rst | ack
  }
}
`;
