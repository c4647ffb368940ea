import { seconds } from '../figures.ts';
import { advise } from '../fix.ts';
import type { Rule } from '../rule.ts';
import { targetPosition } from '../subject.ts';
import { expectsAny, type TargetWay, targetWays } from '../target-ways.ts';
import { MEASURED } from '../wording.ts';

export const clientTcpKeepaliveOnly: Rule = {
  id: 'CLIENT-TCP-KEEPALIVE-ONLY',
  severity: 'warning',
  title: 'target kept alive by TCP keep-alive only',
  about: `A keep-alive probe has no payload. It restarts the timers of layer-4 load balancers and connection tables up
to the first hop that terminates TCP, but not those behind it, and not those of nginx, HAProxy (both measured) or the AWS classic ELB (documented). It also hides the very limits that a soak
test should find. And by default Linux sends the first probe after 7,200 s, longer than any cloud's limit. Send pings or messages.`,
  verified: 'measured',
  sources: [MEASURED, 'docs.aws.amazon.com classic config-idle-timeout'],
  *check(subject) {
    const { plan } = subject;
    for (const target of plan?.scenario.targets ?? []) {
      const { keepaliveMs, beats } = target.traffic;
      if (keepaliveMs === undefined || beats.some(({ say }) => say.kind !== 'nothing')) continue;
      const ways = targetWays(subject).filter((way) => way.target === target);
      // Keep-alive below the balancer's limit is how to reach the ingress's own limit; then it is on purpose.
      if (ways.some(expectsAny)) continue;
      yield {
        at: targetPosition(subject, target.name),
        object: `target ${target.name}`,
        message: `only TCP keep-alive (after ${seconds(keepaliveMs)}) keeps this target alive; ${reach(ways)}`,
        written: `keepalive after ${seconds(keepaliveMs)}`,
        fix: advise('send WebSocket pings or messages'),
      };
    }
  },
};

/** How far the probes get: to the first hop that terminates TCP. */
function reach(ways: readonly TargetWay[]): string {
  const proxies = 'it restarts no timer of nginx or HAProxy';
  const way = ways.map((one) => one.way).find(({ listed }) => listed);
  if (way === undefined) return proxies;
  const reached = way.stations.slice(0, way.firstTerminator + 1).map(({ id }) => id);
  return `it reaches ${reached.join(' and ')}, nothing behind, and restarts no timer of nginx or HAProxy`;
}
