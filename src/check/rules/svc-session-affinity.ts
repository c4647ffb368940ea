import { deleteKey } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const svcSessionAffinity: Rule = {
  id: 'SVC-SESSION-AFFINITY',
  severity: 'info',
  title: 'session affinity by client address: a load generator meets one pod only',
  about: `sessionAffinity: ClientIP sends every new connection of one address to the same pod, for 10,800 s unless set.
All connections of a load generator then land on one pod, and so do those of a balancer that translates addresses.
It ends no connection: its 10,800 s have nothing to do with any timeout of a proxy.`,
  verified: 'source',
  sources: ['Kubernetes v1.DefaultClientIPServiceAffinitySeconds = 10800'],
  *check({ world, sources }) {
    for (const { object, sessionAffinity: field } of world.inventory.services) {
      if (field.text !== 'ClientIP') continue;
      yield {
        ...placeOf(object, field),
        message:
          'ClientIP sends every connection of one address to one pod, so a load generator meets only one',
        written: 'ClientIP',
        fix: { advice: 'take it out for the soak', edits: deleteKey(sources, field) },
      };
    }
  },
};
