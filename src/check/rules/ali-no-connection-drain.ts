import { alibabaAnnotation, ownsListeners } from '../../path/kinds/alibaba/service.ts';
import { balancedByAlibaba } from '../balanced.ts';
import { insertBefore } from '../fix.ts';
import { linesFor, longestOf } from '../limit-facts.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { ALIBABA_CCM } from '../wording.ts';

const KIND = 'alibaba-slb';
const KEY = 'connection-drain-timeout';

export const aliNoConnectionDrain: Rule = {
  id: 'ALI-NO-CONNECTION-DRAIN',
  severity: 'info',
  title: 'no connection draining configured for removed backends',
  about: `Without connection-drain, the listener's default decides what happens to open sessions when a backend is
removed or fails its health checks. The keys are taken from the source; their effect was not measured.`,
  verified: 'unverified',
  sources: [`${ALIBABA_CCM} clbv1/listeners.go:265`],
  *check(subject) {
    for (const service of balancedByAlibaba(subject)) {
      if (alibabaAnnotation(service, 'connection-drain')?.text === 'on') continue;
      const first = [...service.annotations.values()][0];
      const lines = linesFor(KIND, { key: KEY, ms: longestOf(KIND, KEY), port: 0 });
      const isOwner = ownsListeners(service);
      yield {
        ...placeOf(service.object),
        message: `no connection-drain: the listener's default decides what happens to open sessions when a node leaves${isOwner ? '' : ' (setting it has no effect until the controller manages the listeners)'}`,
        fix: {
          advice: `set connection-drain: "on" and connection-drain-timeout: "${longestOf(KIND, KEY) / 1_000}", on listeners that the controller manages`,
          edits:
            first === undefined || !isOwner
              ? []
              : insertBefore(subject.sources, { field: first, lines }),
        },
      };
    }
  },
};
