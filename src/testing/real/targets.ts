/** Pieces of which the targets of the cases are made. Timeouts of the labs are 3 s and more. */
export const BEAT = 'heartbeat: { every: 1500ms, within: 1500ms }';
export const PING = 'ping: { every: 1500ms, pong-within: 1500ms }';

export const WSS = 'wss: "wss://slb.test:443/soak"';
export const TCP = 'tcp: slb.test:5150';
/** Past every hop: the group that nothing on the path can touch. */
export const DIRECT = `tcp: pod.test:5150, via: [client, pod], ${BEAT}`;

export const POD = 'hop: pod, kind: pod';

/** An ingress whose timeouts stay out of the way unless they are given. */
export function ingress(settings = 'proxy-read-timeout: 60s, proxy-send-timeout: 60s'): string {
  return `hop: ingress, kind: ingress-nginx, scaled: true, ${settings}`;
}

/** The same for a HAProxy before it. */
export function haproxy(settings = 'timeout-client: 60s, timeout-server: 60s'): string {
  return `hop: slb, kind: haproxy, scaled: true, ${settings}`;
}

export function nat(established = '1h', onIdle = 'rst-on-next-packet'): string {
  return `hop: slb, kind: conntrack, scaled: true, established-timeout: ${established}, on-idle: ${onIdle}`;
}
