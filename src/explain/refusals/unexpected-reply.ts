import { atHops, httpProxies, type RefusalRule } from './refusal-rule.ts';

export const unexpectedReply: RefusalRule = {
  id: 'unexpected-reply',
  concludes: 'the other end does not speak the protocol that the scenario expects',
  refutedBy: 'a capture shows a reply that the protocol allows',
  explain({ code }, way) {
    if (code !== 'bad-reply' && code !== '101') return undefined;
    const backend = way.stations.at(-1)!.id;
    return atHops([backend, ...httpProxies(way)], 'unexpected reply', {
      reason: 'the reply is not one that the protocol allows: a wrong port, or another service',
      evidenceNeeded: 'the reply in the detail; which service listens on this port',
      remedy: 'check the port of the target, and which service listens there',
    });
  },
};
