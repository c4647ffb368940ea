import { atHops, type RefusalRule, upToFirstTerminator } from './refusal-rule.ts';

export const noRoute: RefusalRule = {
  id: 'no-route',
  concludes: 'a router reports that the next host or network cannot be reached',
  refutedBy: 'other connections to the same address open at that time',
  explain({ phase, code }, way) {
    if (phase !== 'connect' || (code !== 'EHOSTUNREACH' && code !== 'ENETUNREACH'))
      return undefined;
    return atHops(upToFirstTerminator(way), 'host or link down', {
      reason: `a router reported that there is no route (${code})`,
      evidenceNeeded: 'the state of hosts, links and routes at that time',
      remedy: 'check the address, and routes and firewalls between here and there',
    });
  },
};
