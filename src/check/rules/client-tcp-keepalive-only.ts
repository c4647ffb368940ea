import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import { isExpected, targetWays } from '../plan-ways.ts';
import type { Rule } from '../rule.ts';
import { targetPosition } from '../subject.ts';
import { MEASURED } from '../wording.ts';

export const clientTcpKeepaliveOnly: Rule = {
  id: 'CLIENT-TCP-KEEPALIVE-ONLY',
  severity: 'warning',
  title: 'a target that relies on TCP keep-alive alone',
  about: `A keep-alive probe has no payload. It restarts the clocks of layer-4 balancers and connection tables, and none
of nginx, HAProxy (both measured) or AWS's classic ELB (documented). It also hides the very limits that a soak is
to find. And Linux waits 7,200 s with it unless told otherwise, longer than every cloud. Send pings or messages.`,
  verified: 'measured',
  sources: [MEASURED, 'docs.aws.amazon.com classic config-idle-timeout'],
  *check(subject) {
    const { plan } = subject;
    for (const target of plan?.scenario.targets ?? []) {
      const { keepaliveMs, beats } = target.traffic;
      if (keepaliveMs === undefined || beats.some(({ say }) => say.kind !== 'nothing')) continue;
      const ways = targetWays(subject).filter((way) => way.target === target);
      // Keep-alive below the balancer's limit is how one reaches the ingress's own; then it is on purpose.
      if (ways.some(({ limits }) => limits.some((placed) => isExpected(target, placed)))) continue;
      yield {
        at: targetPosition(subject, target.name),
        object: `target ${target.name}`,
        message: `TCP keep-alive after ${seconds(keepaliveMs)} is all that keeps it alive; it restarts no timer of nginx or HAProxy`,
        written: `keepalive after ${seconds(keepaliveMs)}`,
        fix: advise('send WebSocket pings, or a message'),
      };
    }
  },
};
