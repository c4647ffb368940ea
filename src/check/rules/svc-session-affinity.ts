import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const svcSessionAffinity: Rule = {
  id: 'SVC-SESSION-AFFINITY',
  severity: 'info',
  title: 'session affinity by client address sends a load generator to a single pod',
  about: `sessionAffinity: ClientIP sends every new connection from one address to the same pod, for 10,800 s by default.
All connections of a load generator then land on one pod, and so do those of a load balancer that translates addresses.
It closes no connection: its 10,800 s has nothing to do with any proxy timeout. Applications whose requests must reach one
pod, such as Socket.IO with long polling, need it, so soak does not propose to remove it.`,
  verified: 'source',
  sources: ['Kubernetes v1.DefaultClientIPServiceAffinitySeconds = 10800'],
  *check({ world }) {
    for (const { object, sessionAffinity: field } of world.inventory.services) {
      if (field.text !== 'ClientIP') continue;
      yield {
        ...placeOf(object, field),
        message:
          'ClientIP sends every connection from one address to one pod, so a load generator reaches only one',
        written: 'ClientIP',
        fix: advise(
          'expect one pod per address of a load generator: give the generator several addresses, or dial a second Service without affinity; leave this one as it is where the application needs it',
        ),
      };
    }
  },
};
