import type { RealPart } from '../path/hop-kind.ts';
import { hopKind } from '../path/kinds/all.ts';
import type { Effect, Hop } from '../path/path.ts';

/** The part that a hop is built from: the one its kind names, otherwise what its role and its way to forget a session ask for. */
export function realPart(hop: Hop): RealPart {
  const part = hopKind(hop.kind)?.part;
  if (part !== undefined) return part;
  switch (hop.role) {
    case 'client':
    case 'backend':
      return 'backend';
    case 'ingress':
      return 'nginx';
    case 'nat':
      return byIdleEffect(hop) === 'silent' ? 'nat-silent' : 'nat';
    case 'load-balancer':
      return balancer(byIdleEffect(hop));
  }
}

/** Whether packets pass through it: it ends no TCP. */
export function passesOn(part: RealPart): boolean {
  return part === 'nat' || part === 'nat-silent';
}

function balancer(effect: Effect | undefined): RealPart {
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
export function describePart(part: RealPart): string {
  switch (part) {
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
