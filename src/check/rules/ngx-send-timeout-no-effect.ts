import { annotationTimeout, intendedTimeout } from '../../path/kinds/ingress-nginx/effective.ts';
import { seconds } from '../figures.ts';
import { deleteKey } from '../fix.ts';
import { defaultOf } from '../limit-facts.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { MEASURED } from '../wording.ts';

const DEFAULT_MS = defaultOf('ingress-nginx', 'proxy-send-timeout');

export const ngxSendTimeoutNoEffect: Rule = {
  id: 'NGX-SEND-TIMEOUT-NO-EFFECT',
  severity: 'info',
  title: 'proxy-send-timeout raised, with no effect on an idle WebSocket',
  about: `proxy_send_timeout runs only while the backend does not read. It neither keeps an idle WebSocket open
nor closes it. A value of hours lets a stuck pod hold each connection that long.`,
  verified: 'measured',
  sources: ['nginx/nginx src/http/ngx_http_upstream.c, process_upgraded', MEASURED],
  *check({ nginx, sources }) {
    for (const place of nginx) {
      const wanted = intendedTimeout(place, 'proxy-send-timeout');
      if (wanted === undefined || wanted.ms <= DEFAULT_MS) continue;
      yield {
        ...placeOf(place.ingress.object, wanted.field),
        message: `proxy-send-timeout runs only while the backend does not read: ${seconds(wanted.ms)} keeps no idle WebSocket open, but lets a stuck pod hold a connection that long`,
        effective: seconds(annotationTimeout(place, 'proxy-send-timeout').ms),
        written: wanted.field.text ?? '',
        fix: {
          advice: 'leave it at 60 unless a backend is known to stall',
          edits: deleteKey(sources, wanted.field),
        },
      };
    }
  },
};
