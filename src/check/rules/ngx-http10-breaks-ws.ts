import { deleteKey } from '../fix.ts';
import { nginxAnnotation, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX } from '../wording.ts';

export const ngxHttp10BreaksWs: Rule = {
  id: 'NGX-HTTP10-BREAKS-WS',
  severity: 'error',
  title: 'annotation that breaks the WebSocket upgrade',
  about: `A WebSocket handshake is HTTP/1.1 with "Connection: upgrade". proxy-http-version "1.0" and a
connection-proxy-header without "upgrade" remove that, and the backend answers 400, 426 or 200 instead of 101.`,
  verified: 'source',
  sources: [`${INGRESS_NGINX} rootfs/etc/nginx/template/nginx.tmpl:1296-1300`],
  *check({ nginx, sources }) {
    for (const place of nginx) {
      const version = nginxAnnotation(place, 'proxy-http-version');
      const header = nginxAnnotation(place, 'connection-proxy-header');
      const broken = [
        version?.text === '1.0' ? version : undefined,
        header !== undefined && !/upgrade/i.test(header.text ?? '') ? header : undefined,
      ];
      for (const field of broken) {
        if (field === undefined) continue;
        yield {
          ...placeOf(place.ingress.object, field),
          message: `"${field.text}" keeps the WebSocket upgrade from reaching the backend: no handshake succeeds`,
          written: field.text ?? '',
          fix: { advice: 'remove the annotation', edits: deleteKey(sources, field) },
        };
      }
    }
  },
};
