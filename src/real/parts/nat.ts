import { idleMs } from '../limits.ts';
import type { HostPlan } from '../topology.ts';

export interface NatOptions {
  /** Endpoints per port, in turn; further ones are further addresses of the next host. Default 1. */
  readonly endpoints?: number;
  /** `nf_conntrack_tcp_loose`: a packet of an unknown connection makes a session. On in Linux, off in balancers. */
  readonly loose?: boolean;
}

/** The session timeout when the path names none. */
const KERNEL_ESTABLISHED_S = 432_000;

/** nftables rules of a NAT: what a balancer of layer 4, kube-proxy or an EIP gateway does. */
export function natRules({ forwards, kind }: HostPlan, { endpoints = 1 }: NatOptions = {}): string {
  const lost =
    kind === 'nat-silent'
      ? 'chain lost { type filter hook prerouting priority -150; ct state invalid drop; }\n'
      : '';
  return `table ip nat {
  ${lost}chain incoming {
    type nat hook prerouting priority dstnat;
${forwards
  .map(
    ({ port, toAddress, toPort }) =>
      `    tcp dport ${port} dnat to ${endpoint(toAddress, endpoints)}:${toPort}\n`,
  )
  .join('')}  }
}
`;
}

function endpoint(address: string, count: number): string {
  if (count === 1) return address;
  const map = Array.from({ length: count }, (_, index) => `${index} : ${nth(address, index)}`);
  return `numgen inc mod ${count} map { ${map.join(', ')} }`;
}

/** 10.71.3.2, 10.71.3.3 … */
export function nth(address: string, index: number): string {
  const dot = address.lastIndexOf('.') + 1;
  return `${address.slice(0, dot)}${Number(address.slice(dot)) + index}`;
}

/** Kernel settings of a NAT's host, by their place in /proc/sys. */
export function natSettings(
  { hop }: HostPlan,
  { loose = false }: NatOptions = {},
): Readonly<Record<string, number>> {
  const idle = idleMs(hop);
  return {
    'net/ipv4/ip_forward': 1,
    'net/netfilter/nf_conntrack_tcp_loose': loose ? 1 : 0,
    'net/netfilter/nf_conntrack_tcp_timeout_established':
      idle === undefined ? KERNEL_ESTABLISHED_S : Math.max(1, Math.round(idle / 1_000)),
  };
}
