import { backedBy } from '../balanced.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

const IPVS = 'kube-proxy-ipvs';

/** v1.DefaultClientIPServiceAffinitySeconds. */
const DEFAULT_S = 10_800;

export const svcAffinityIpvs: Rule = {
  id: 'SVC-AFFINITY-IPVS',
  severity: 'warning',
  title: 'IPVS keeps sending a client to the pod that it had, also when that pod is gone',
  about: `In IPVS mode, sessionAffinity: ClientIP becomes the persistence of a virtual server. It outlives the pod: after a
roll-out, packets of a client still go to the address of the old pod until the affinity timeout is over, ${seconds(DEFAULT_S * 1_000)} by default.
kube-proxy in iptables or nftables mode does not do this. Shorten the timeout, or leave IPVS, which Kubernetes is
retiring, before you take the affinity from an application that needs it.`,
  verified: 'documentation',
  sources: ['https://github.com/kubernetes/kubernetes/issues/71809'],
  *check(subject) {
    const { plane, inventory } = subject.world;
    if (plane.kind !== IPVS || plane.field === undefined) return;
    for (const service of inventory.services) {
      const { object, sessionAffinity } = service;
      if (sessionAffinity.text !== 'ClientIP' || !backedBy(service, subject)) continue;
      const config = object.root.get('spec').get('sessionAffinityConfig').get('clientIP');
      const timeout = config.get('timeoutSeconds');
      const affinityMs = (timeout.number ?? DEFAULT_S) * 1_000;
      yield {
        ...placeOf(object, timeout.exists ? timeout : sessionAffinity),
        message: `in IPVS mode, the affinity keeps sending a client to its old pod for up to ${seconds(affinityMs)}, also after a roll-out, when that pod is gone: those connections fail`,
        effective: `${seconds(affinityMs)}${timeout.exists ? '' : ' (default)'}`,
        written: 'ClientIP',
        fix: advise(
          'use kube-proxy in nftables or iptables mode, or shorten sessionAffinityConfig.clientIP.timeoutSeconds',
        ),
      };
    }
  },
};
