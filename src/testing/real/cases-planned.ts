import type { Scene } from './scene.ts';
import { BEAT, haproxy, ingress, nat, PING, POD, TCP, WSS } from './targets.ts';

/** Targets with what they send. What has to become of them is for the plan to say. */
export type PlannedScene = Omit<Scene, 'cases' | 'act' | 'before' | 'events'> & {
  readonly targets: Readonly<Record<string, string>>;
};

const PROBES = 'silent: true, keepalive: { after: 1s }';

/** Ways through real parts on which `soak plan` is compared with the run. */
export const PLANNED_SCENES: readonly PlannedScene[] = [
  {
    name: 'planned-haproxy-nginx',
    holdS: 12,
    path: [
      haproxy('timeout-client: 4s, timeout-server: 5s'),
      ingress('proxy-read-timeout: 3s, proxy-send-timeout: 3s'),
      POD,
    ],
    targets: {
      'tcp-silent': `${TCP}, silent: true`,
      'tcp-probes': `${TCP}, ${PROBES}`,
      'tcp-beats': `${TCP}, ${BEAT}`,
      'wss-silent': `${WSS}, silent: true`,
      'wss-probes': `${WSS}, ${PROBES}`,
      'wss-pings': `${WSS}, ${PING}`,
    },
  },
  {
    name: 'planned-conntrack-nginx',
    holdS: 14,
    path: [nat('3s'), ingress('proxy-read-timeout: 6s, proxy-send-timeout: 6s'), POD],
    targets: {
      'tcp-probes': `${TCP}, ${PROBES}`,
      'wss-silent': `${WSS}, silent: true`,
      'wss-probes': `${WSS}, ${PROBES}`,
    },
  },
  {
    name: 'planned-conntrack-behind-nginx',
    holdS: 12,
    path: [
      ingress(),
      'hop: node, kind: conntrack, scaled: true, established-timeout: 3s, on-idle: rst-on-next-packet',
      POD,
    ],
    targets: { 'wss-probes': `${WSS}, ${PROBES}`, 'wss-pings': `${WSS}, ${PING}` },
  },
];

/** The same as a scene whose cases nobody judges. */
export function sceneOf({ targets, ...scene }: PlannedScene): Scene {
  const expected = { kind: 'open' } as const;
  const cases = Object.entries(targets).map(([target, is]) => ({
    target,
    done: target,
    is,
    expected,
    connections: 4,
  }));
  return { ...scene, cases };
}
