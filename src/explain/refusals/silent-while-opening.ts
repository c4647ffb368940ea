import { atHops, type RefusalRule, terminators } from './refusal-rule.ts';

export const silentWhileOpening: RefusalRule = {
  id: 'silent-while-opening',
  concludes:
    'a kernel accepted the connection and no process answered: a full accept queue, a connection limit or a hung process',
  refutedBy: 'the process accepts and answers other connections at once at that time',
  explain({ code }, way) {
    if (code !== 'timeout' && code !== 'ETIMEDOUT') return undefined;
    return atHops(terminators(way), 'accepted, then silent', {
      reason:
        'the kernel accepted and no process answered: a full accept queue, a connection limit or a hung process',
      evidenceNeeded: 'connection limits (maxconn, worker-connections), the state of the processes',
      remedy: 'check that the process runs and accepts, and its limits on connections',
    });
  },
};
