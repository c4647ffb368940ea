import { isLocal } from '../../objects/service.ts';
import { balanced, isDirect } from '../balanced.ts';
import { insertInto, replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { MEASURED } from '../wording.ts';

export const svcEtpCluster: Rule = {
  id: 'SVC-ETP-CLUSTER',
  severity: 'info',
  title: 'externalTrafficPolicy Cluster: connections take a detour through another node',
  about: `With Cluster (the default), any node accepts the connection and may forward it to another node, with its own address.
That adds a connection-table entry on another node: restarting or draining a node breaks connections of pods
elsewhere, and pods see the addresses of nodes instead of clients.`,
  verified: 'measured',
  sources: [`${MEASURED} (masquerade)`],
  *check(subject) {
    for (const service of balanced(subject)) {
      if (isLocal(service) || isDirect(service, subject)) continue;
      const { externalTrafficPolicy: field, object } = service;
      yield {
        ...placeOf(object, field.exists ? field : undefined),
        message:
          'Cluster: any node may forward the connection, so draining one node breaks connections of pods on others',
        effective: field.exists ? 'Cluster' : 'Cluster (default)',
        fix: {
          advice: 'use externalTrafficPolicy: Local for a soak test, or accept this',
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
