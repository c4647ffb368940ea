import type { Refusal } from '../../outcome/ending.ts';
import { foreignProtocolOf } from '../../outcome/foreign-protocol.ts';
import type { Way } from '../../path/way.ts';
import {
  firstReaders,
  httpSpeakers,
  oneOf,
  type RefusalExplanation,
  type RefusalRule,
} from './refusal-rule.ts';

export const foreignReply: RefusalRule = {
  id: 'foreign-reply',
  concludes: 'the first bytes of the reply show which other protocol the port speaks',
  refutedBy: 'the same port answers another client with the protocol that the scenario expects',
  explain(refusal, way) {
    const { reply, code } = refusal;
    if (code !== 'bad-reply' && code !== 'other-reply') return undefined;
    if (reply === undefined) return undefined;
    return ofReply(refusal, reply, way);
  },
};

function ofReply({ code }: Refusal, reply: string, way: Way): RefusalExplanation {
  const foreign = foreignProtocolOf(reply);
  const hops = code === 'bad-reply' ? httpSpeakers(way) : firstReaders(way);
  const places = [...new Set([...hops, way.stations.at(-1)!.id])];
  const setting = foreign?.what ?? 'unexpected reply';
  return oneOf(
    places.map((hop) => ({ hop, setting })),
    {
      reason: `it answered ${JSON.stringify(reply)}${foreign === undefined ? ', which is not what the scenario expects' : `: ${foreign.what}`}`,
      evidenceNeeded: 'which service listens on this port',
      remedy: foreign?.remedy ?? 'compare what the target sends and expects with this reply',
    },
  );
}
