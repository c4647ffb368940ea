import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';
import { WHOLE_SECONDS } from '../../notation.ts';

const REFERENCE = 'the scenario itself';

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
      change: (ms) => ({
        where: 'pod template',
        key: 'terminationGracePeriodSeconds',
        text: [`terminationGracePeriodSeconds: ${WHOLE_SECONDS.write(ms)}`],
        manifest: { kind: 'Deployment', under: ['spec', 'template', 'spec'] },
      }),
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

/** Every pod ends with its grace period; what its own limits are depends on the server inside. */
export const STOP = pod.limits.filter(({ key }) => key === 'termination-grace-period');

/** An application that closes in its own words. */
export const POLITE = { effects: ['close-frame', 'fin', 'close-notify'] } as const;

export const podFamily: Family = { kinds: [pod], catalogue: [] };
