import { alibabaAnnotation, ownsListeners } from '../../path/kinds/alibaba/service.ts';
import { balancedByAlibaba } from '../balanced.ts';
import { seconds } from '../figures.ts';
import { deleteKey } from '../fix.ts';
import { defaultOf, longestOf } from '../limit-facts.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { ALIBABA_CCM, INGRESS_NGINX } from '../wording.ts';

const KIND = 'alibaba-slb-http';
const KEY = 'idle-timeout';

export const aliL7ListenerForWs: Rule = {
  id: 'ALI-L7-LISTENER-FOR-WS',
  severity: 'warning',
  title: 'HTTP listener on the SLB in front of long-lived connections',
  about: `protocol-port "https:443" turns the listener into an HTTP proxy: it terminates TLS, closes idle connections
after 15 s (60 s at most) and requests after 60 s. The sources behind soak's figures do not document how it treats
an upgraded WebSocket. In front of an ingress or raw TCP, keep the listener TCP.`,
  verified: 'source',
  sources: [
    `${ALIBABA_CCM} docs/usage.md:827`,
    `${INGRESS_NGINX} docs/user-guide/miscellaneous.md, Websockets`,
  ],
  *check(subject) {
    for (const service of balancedByAlibaba(subject)) {
      const field = alibabaAnnotation(service, 'protocol-port');
      if (field === undefined || !/\bhttps?:/.test(field.text ?? '') || !ownsListeners(service))
        continue;
      yield {
        ...placeOf(service.object, field),
        message: `"${field.text}" turns the SLB into an HTTP proxy with an idle timeout of ${seconds(defaultOf(KIND, KEY))} (${seconds(longestOf(KIND, KEY))} at most)`,
        effective: `${seconds(defaultOf(KIND, KEY))} idle (default)`,
        written: field.text ?? '',
        fix: { advice: 'keep the listener TCP', edits: deleteKey(subject.sources, field) },
      };
    }
  },
};
