import { atHops, type RefusalRule, upToFirstTerminator } from './refusal-rule.ts';

export const connectionRefused: RefusalRule = {
  id: 'connection-refused',
  concludes:
    'nothing listens on the port of the first hop that terminates TCP, or a hop before it has lost its rule',
  refutedBy: 'a process listens there, and a capture shows its SYN-ACK',
  explain({ phase, code }, way) {
    if (phase !== 'connect' || code !== 'ECONNREFUSED') return undefined;
    return atHops(upToFirstTerminator(way), 'nothing listens', {
      reason:
        'the SYN was answered by RST: nothing listens at the first hop that terminates TCP, or a forwarding rule is gone',
      evidenceNeeded: 'whether the process listens; the listener and the endpoints of the balancer',
      remedy:
        'check host and port, and that the load balancer has a listener and a healthy backend',
    });
  },
};
