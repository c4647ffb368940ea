import { ANNOTATION_TIMEOUTS } from '../../path/kinds/ingress-nginx/effective.ts';
import { deleteKey } from '../fix.ts';
import { nginxAnnotation, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

export const ngxSslPassthroughTimeouts: Rule = {
  id: 'NGX-SSL-PASSTHROUGH-TIMEOUTS',
  severity: 'warning',
  title: 'nginx timeouts on an Ingress with ssl-passthrough, where they do not apply',
  about: `With ssl-passthrough, a TCP proxy in the controller copies bytes; nginx does not see the connection. There
is no idle timeout at all, and neither proxy-*-timeout nor worker-shutdown-timeout has any effect: a restart of the
controller closes all of these connections at once.`,
  verified: 'source',
  sources: [`${INGRESS_NGINX} pkg/tcpproxy/tcp.go`],
  *check({ nginx, sources }) {
    for (const place of nginx) {
      if (nginxAnnotation(place, 'ssl-passthrough')?.text !== 'true') continue;
      for (const name of Object.keys(ANNOTATION_TIMEOUTS)) {
        const field = nginxAnnotation(place, name);
        if (field === undefined) continue;
        yield {
          ...placeOf(place.ingress.object, field),
          message: `with ssl-passthrough, nginx is not on the path: ${name} does nothing, and there is no idle timeout`,
          effective: 'none',
          written: field.text ?? '',
          fix: {
            advice: 'remove either the timeouts or ssl-passthrough',
            edits: deleteKey(sources, field),
          },
        };
      }
    }
  },
};
