import { longestSleepOf } from '../../objects/prestop.ts';
import { graceOf } from '../../objects/workload.ts';
import { awsBalancers, isAwsNlb } from '../../path/kinds/aws/service.ts';
import { balancedBy, isDirect } from '../balanced.ts';
import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

/** How long an NLB goes on sending new connections to a target that was deregistered, as reported. */
const STILL_SENDS_MS = 120_000;

export const lbNlbIpPrestop: Rule = {
  id: 'LB-NLB-IP-PRESTOP',
  severity: 'warning',
  title: 'NLB with IP targets in front of pods that leave too soon',
  about: `After a pod was deregistered from its target group, an NLB still sends it new connections for two minutes or more,
whatever the deregistration delay says. With IP targets no other pod answers for it, so a pod that stops listening
sooner refuses them. A preStop that sleeps for ${seconds(STILL_SENDS_MS)} or more, within a longer grace period, keeps the pod there.
By default an NLB also cuts all connections of a target that fails its health check, so keep the pod healthy meanwhile.`,
  verified: 'documentation',
  sources: [
    'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2366',
    'https://github.com/aws/containers-roadmap/issues/470',
  ],
  *check(subject) {
    const { inventory } = subject.world;
    for (const service of balancedBy(awsBalancers, subject)) {
      if (!isAwsNlb(service) || !isDirect(service, subject)) continue;
      const workload = inventory.workloadOf(service);
      if (workload === undefined || graceOf(workload).ms === 0) continue;
      const sleep = longestSleepOf(workload);
      // POD-NO-PRESTOP and POD-GRACE-DEFAULT speak where there is none.
      if (sleep === undefined || sleep.ms >= STILL_SENDS_MS) continue;
      yield {
        ...placeOf(workload.object, sleep.field),
        message: `the NLB still sends new connections for minutes after it has deregistered this pod, and the preStop waits for ${seconds(sleep.ms)} only: they are refused`,
        written: seconds(sleep.ms),
        fix: advise(
          `let the preStop sleep for ${seconds(STILL_SENDS_MS)} or more, and make terminationGracePeriodSeconds longer than that`,
        ),
      };
    }
  },
};
