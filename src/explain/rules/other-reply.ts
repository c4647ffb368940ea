import { foreignProtocolOf } from '../../outcome/foreign-protocol.ts';
import type { Candidate } from '../conclusion.ts';
import { backendOf } from '../senders.ts';
import type { TargetWay } from '../target-way.ts';
import type { DecidingRule } from './rule.ts';

export const otherReply: DecidingRule = {
  id: 'other-reply',
  kind: 'decides',
  concludes:
    'the peer answered, with other bytes than the scenario expects: the application, or a hop that speaks its protocol',
  refutedBy: 'the log of the backend shows the expected reply to this very question',
  decide({ ending }, { way }) {
    if (ending.kind !== 'other-reply') return undefined;
    const foreign = foreignProtocolOf(ending.reply);
    const setting = foreign?.what ?? 'answered otherwise';
    const candidates = speakers(way).map((hop): Candidate => ({ hop, setting }));
    return {
      basis: 'said',
      certainty: candidates.length === 1 ? 'likely' : 'possible',
      candidates,
      axis: 'wall',
      reason: 'a reply came, and it was not the one that the scenario expects',
      evidenceNeeded:
        foreign?.remedy ?? 'what the target sends and expects, compared with the reply and the log',
    };
  },
};

/** What can write payload of its own: the backend, and proxies that read more than TCP. */
function speakers(way: TargetWay): readonly string[] {
  const proxies = way.stations.filter(({ proxying }) => proxying === 'http-proxy');
  return [...new Set([...proxies.map(({ id }) => id), backendOf(way).id])];
}
