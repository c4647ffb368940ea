import { configTime } from '../../path/kinds/ingress-nginx/effective.ts';
import { seconds } from '../figures.ts';
import { defaultOf, linesFor } from '../limit-facts.ts';
import { configFix, placeOf, unlessUnread } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX, MEASURED } from '../wording.ts';

export const ngxStreamTimeoutGlobal: Rule = {
  id: 'NGX-STREAM-TIMEOUT-GLOBAL',
  severity: 'warning',
  title: 'ingress-nginx closes silent TCP services after ten minutes',
  about: `Connections to ports of the tcp-services ConfigMap are closed with a FIN after proxy-stream-timeout without a byte in either
direction: ${seconds(defaultOf('ingress-nginx-stream', 'proxy-stream-timeout'))} unless the controller's ConfigMap says otherwise. One value applies to all ports.`,
  verified: 'measured',
  sources: [`${INGRESS_NGINX} config.go; nginx.tmpl:787`, MEASURED],
  *check(subject) {
    for (const controller of subject.controllers) {
      const { tcpServices } = controller;
      const { ms, from } = configTime(controller, 'proxy-stream-timeout');
      const ports = tcpServices?.root.get('data').entries() ?? [];
      if (tcpServices === undefined || ports.length === 0 || from !== 'default') continue;
      yield {
        ...placeOf(tcpServices, tcpServices.root.get('data')),
        message: `${ports.length} TCP ${ports.length === 1 ? 'port closes' : 'ports close'} connections with a FIN after ${seconds(ms)} of silence; one value applies to all ports`,
        effective: `${seconds(ms)} (default${unlessUnread(controller)})`,
        fix: configFix(subject, {
          controller,
          lines: linesFor('ingress-nginx-stream', {
            key: 'proxy-stream-timeout',
            ms: 3_600_000,
            port: 0,
          }),
          advice: "set proxy-stream-timeout, with a unit, in the controller's ConfigMap",
        }),
      };
    }
  },
};
