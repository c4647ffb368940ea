import { isLocal } from '../../objects/service.ts';
import { balanced, isDirect } from '../balanced.ts';
import { insertInto, replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { MEASURED } from '../wording.ts';

export const svcEtpCluster: Rule = {
  id: 'SVC-ETP-CLUSTER',
  severity: 'info',
  title: 'externalTrafficPolicy Cluster: connections take a detour over another node',
  about: `With Cluster (the default) any node accepts and may pass the connection on to another, with its own address.
That is one more connection-table entry on one more node: restarting or draining a node breaks connections of pods
elsewhere, and pods see nodes instead of clients.`,
  verified: 'measured',
  sources: [`${MEASURED} (masquerade)`],
  *check(subject) {
    for (const service of balanced(subject)) {
      if (isLocal(service) || isDirect(service)) continue;
      const { externalTrafficPolicy: field, object } = service;
      yield {
        ...placeOf(object, field.exists ? field : undefined),
        message:
          'Cluster: any node may pass the connection on, so draining one node breaks connections of pods on others',
        effective: field.exists ? 'Cluster' : 'Cluster (default)',
        fix: {
          advice: 'externalTrafficPolicy: Local for a soak, or accept it',
          edits: field.exists
            ? replaceValue(subject.sources, { field, raw: 'Local' })
            : insertInto(subject.sources, {
                map: object.root.get('spec'),
                lines: ['externalTrafficPolicy: Local'],
              }),
        },
      };
    }
  },
};
