import { atHops, type RefusalRule, upToFirstTerminator } from './refusal-rule.ts';

export const synUnanswered: RefusalRule = {
  id: 'syn-unanswered',
  concludes:
    'SYN or SYN-ACK is lost, for example in a firewall, or the listen backlog is full: all look the same',
  refutedBy: 'a capture at the first hop shows a SYN-ACK that leaves in time',
  explain({ phase, code }, way) {
    if (phase !== 'connect' || (code !== 'timeout' && code !== 'ETIMEDOUT')) return undefined;
    return atHops(upToFirstTerminator(way), 'SYN not answered', {
      reason:
        'neither SYN-ACK nor RST arrived: a firewall, a lost packet and a full listen backlog look the same',
      evidenceNeeded: 'security groups and firewalls, ListenOverflows, a capture at the first hop',
      remedy: 'check host and port, security groups and firewalls',
    });
  },
};
