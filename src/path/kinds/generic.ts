import type { HopKind } from '../hop-kind.ts';

const REFERENCE = 'the scenario itself';

/** The load generator: the start of every path. It ends nothing by itself. */
export const generator: HopKind = {
  kind: 'generator',
  title: 'soak',
  role: 'client',
  terminates: 'no',
  speaks: [],
  limits: [],
};

/** The pods behind the Service. */
export const pod: HopKind = {
  kind: 'pod',
  title: 'Kubernetes pods',
  role: 'backend',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  limits: [
    {
      key: 'idle-timeout',
      setting: 'idle timeout of the application',
      resetBy: 'bytes',
      startsAt: 'last-reset',
      effects: ['fin', 'close-notify', 'close-frame'],
      earlyMs: 250,
      lateMs: 1_000,
      verified: 'unverified',
      reference: REFERENCE,
    },
    {
      key: 'max-age',
      setting: 'maximum age of the application',
      resetBy: 'nothing',
      startsAt: 'open',
      effects: ['fin', 'close-notify', 'close-frame'],
      earlyMs: 250,
      lateMs: 1_000,
      verified: 'unverified',
      reference: REFERENCE,
    },
    {
      key: 'termination-grace-period',
      setting: 'terminationGracePeriodSeconds',
      defaultMs: 30_000,
      resetBy: 'nothing',
      startsAt: 'event',
      event: 'backend-stop',
      effects: ['fin', 'close-notify', 'close-frame', 'rst'],
      earlyMs: 30_000,
      lateMs: 2_000,
      verified: 'documentation',
      reference: 'kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle',
    },
  ],
};

/** A hop that no catalogue knows: all of its limits are written in the scenario. */
export const custom: HopKind = {
  kind: 'custom',
  title: 'a hop described in the scenario',
  role: 'load-balancer',
  terminates: 'maybe',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  limits: [],
};
