import { configTime } from '../../manifests/nginx-timeouts.ts';
import { seconds } from '../figures.ts';
import { configFix, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX, MEASURED } from '../wording.ts';

export const ngxStreamTimeoutGlobal: Rule = {
  id: 'NGX-STREAM-TIMEOUT-GLOBAL',
  severity: 'warning',
  title: 'TCP services of ingress-nginx end after ten minutes of silence',
  about: `Ports of the tcp-services ConfigMap end with FIN after proxy-stream-timeout without a byte in either
direction; 600 s unless the controller's ConfigMap says otherwise. It is one value for all of them.`,
  verified: 'measured',
  sources: [`${INGRESS_NGINX} config.go; nginx.tmpl:787`, MEASURED],
  *check(subject) {
    for (const controller of subject.world.controllers) {
      const { tcpServices } = controller;
      const { ms, from } = configTime(controller, 'proxy-stream-timeout');
      const ports = tcpServices?.root.get('data').entries() ?? [];
      if (tcpServices === undefined || ports.length === 0 || from !== 'default') continue;
      yield {
        ...placeOf(tcpServices, tcpServices.root.get('data')),
        message: `${ports.length} TCP ${ports.length === 1 ? 'port ends' : 'ports end'} with FIN after ${seconds(ms)} of silence; there is one value for all of them`,
        effective: `${seconds(ms)} (default)`,
        fix: configFix(subject, {
          controller,
          lines: ['proxy-stream-timeout: "3600s"'],
          advice: "set proxy-stream-timeout, with its unit, in the controller's ConfigMap",
        }),
      };
    }
  },
};
