import { deleteKey } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const svcSessionAffinity: Rule = {
  id: 'SVC-SESSION-AFFINITY',
  severity: 'info',
  title: 'session affinity by client address sends a load generator to a single pod',
  about: `sessionAffinity: ClientIP sends every new connection from one address to the same pod, for 10,800 s by default.
All connections of a load generator then land on one pod, and so do those of a load balancer that translates addresses.
It closes no connection: its 10,800 s has nothing to do with any proxy timeout.`,
  verified: 'source',
  sources: ['Kubernetes v1.DefaultClientIPServiceAffinitySeconds = 10800'],
  *check({ world, sources }) {
    for (const { object, sessionAffinity: field } of world.inventory.services) {
      if (field.text !== 'ClientIP') continue;
      yield {
        ...placeOf(object, field),
        message:
          'ClientIP sends every connection from one address to one pod, so a load generator reaches only one',
        written: 'ClientIP',
        fix: { advice: 'remove it for the soak test', edits: deleteKey(sources, field) },
      };
    }
  },
};
