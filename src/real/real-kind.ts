import type { Effect, Hop } from '../path/path.ts';

/**
 * The real part that a hop is built from.
 *
 *     nginx           an ingress: nginx as ingress-nginx renders it
 *     nginx-stream    an ingress's TCP service, or a balancer of that kind
 *     haproxy         a balancer that ends TCP
 *     haproxy-reset   the same, whose every FIN the kernel turns into RST
 *     nat             nftables DNAT with connection tracking; a lost session is answered by RST
 *     nat-silent      the same; the packets of a lost session vanish
 *     backend         `soak serve`
 */
export type RealKind =
  | 'nginx'
  | 'nginx-stream'
  | 'haproxy'
  | 'haproxy-reset'
  | 'nat'
  | 'nat-silent'
  | 'backend';

export function realKind(hop: Hop): RealKind {
  switch (hop.role) {
    case 'client':
    case 'backend':
      return 'backend';
    case 'ingress':
      return hop.kind.endsWith('-stream') ? 'nginx-stream' : 'nginx';
    case 'nat':
      return byIdleEffect(hop) === 'silent' ? 'nat-silent' : 'nat';
    case 'load-balancer':
      return hop.kind === 'nginx-stream' ? 'nginx-stream' : balancer(byIdleEffect(hop));
  }
}

/** Whether packets pass through it: it ends no TCP. */
export function passesOn(kind: RealKind): boolean {
  return kind === 'nat' || kind === 'nat-silent';
}

function balancer(effect: Effect | undefined): RealKind {
  switch (effect) {
    case 'rst':
      return 'haproxy-reset';
    case 'rst-on-next-packet':
      return 'nat';
    case 'silent':
      return 'nat-silent';
    case 'fin':
    case 'close-notify':
    case 'close-frame':
    case undefined:
      return 'haproxy';
  }
}

/** Where several effects are possible, the first one is built. */
function byIdleEffect({ limits }: Hop): Effect | undefined {
  return limits.find(({ startsAt }) => startsAt === 'last-reset')?.effects[0];
}

/** What it is built from, for people. */
export function describeKind(kind: RealKind): string {
  switch (kind) {
    case 'nginx':
      return 'nginx, as ingress-nginx renders it';
    case 'nginx-stream':
      return 'nginx stream';
    case 'haproxy':
      return 'HAProxy in TCP mode';
    case 'haproxy-reset':
      return 'HAProxy in TCP mode; nftables turns its FIN into RST';
    case 'nat':
      return 'nftables DNAT; packets of a lost session get RST';
    case 'nat-silent':
      return 'nftables DNAT; packets of a lost session are swallowed';
    case 'backend':
      return 'soak serve';
  }
}
