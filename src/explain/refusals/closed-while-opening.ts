import { atHops, type RefusalRule, terminators } from './refusal-rule.ts';

export const closedWhileOpening: RefusalRule = {
  id: 'closed-while-opening',
  concludes:
    'a hop accepted the connection and closed it: it could not reach the next hop, or it is out of worker connections',
  refutedBy: 'the log of each proxy shows that it reached the next hop',
  explain({ code }, way) {
    return atHops(terminators(way), 'closed while opening', {
      reason: `closed while opening (${code}): a proxy accepted and could not reach the next hop, or it is out of worker connections`,
      evidenceNeeded:
        'the log of each proxy: "worker_connections are not enough", or which next hop refused',
      remedy: 'check that the next hop of each proxy listens and is ready',
    });
  },
};
