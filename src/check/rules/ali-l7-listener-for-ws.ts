import { alibabaAnnotation, ownsListeners } from '../../manifests/balancers/alibaba.ts';
import { balancedByAlibaba } from '../balanced.ts';
import { deleteKey } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { ALIBABA_CCM, INGRESS_NGINX } from '../wording.ts';

export const aliL7ListenerForWs: Rule = {
  id: 'ALI-L7-LISTENER-FOR-WS',
  severity: 'warning',
  title: 'an HTTP listener of the SLB in front of long-lived connections',
  about: `protocol-port "https:443" turns the listener into an HTTP proxy: TLS ends at the SLB, an idle connection
lives 15 s (60 at most), a request waits 60 s. How it treats an upgraded WebSocket is not documented where soak's
figures come from. In front of an ingress, and of raw TCP, the listener should stay TCP.`,
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
        message: `"${field.text}" makes the SLB an HTTP proxy with 15 s of idle time (60 s at most)`,
        effective: '15 s idle, 60 s request (defaults)',
        written: field.text ?? '',
        fix: { advice: 'keep the listener TCP', edits: deleteKey(subject.sources, field) },
      };
    }
  },
};
