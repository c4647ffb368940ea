import { configOf } from '../../path/kinds/ingress-nginx/controller.ts';
import { replaceValue } from '../fix.ts';
import { configFix, configPlace, controllersInUse, unlessUnread } from '../places.ts';
import type { Rule } from '../rule.ts';
import { INGRESS_NGINX, MEASURED } from '../wording.ts';

export const ngxLogLevelHidesTimeouts: Rule = {
  id: 'NGX-LOG-LEVEL-HIDES-TIMEOUTS',
  severity: 'info',
  title: "WebSocket timeouts do not appear in the controller's log",
  about: `nginx logs the timeout of an upgraded connection or a TCP stream at level info; the controller
logs at notice. So a connection that proxy_read_timeout closes leaves only its access-log line with status 101.
Set error-log-level: info for the duration of a soak test, and compare request_time of the 101 lines.`,
  verified: 'measured',
  sources: [`${INGRESS_NGINX} config.go`, 'nginx ngx_connection_error', MEASURED],
  *check(subject) {
    for (const use of controllersInUse(subject)) {
      const field = configOf(use.controller, 'error-log-level');
      const place = configPlace(use, 'error-log-level');
      if (place === undefined || ['info', 'debug'].includes(field?.text ?? '')) continue;
      const advice = 'set error-log-level: info for the duration of the soak test';
      yield {
        ...place,
        message:
          'nginx logs timeouts of WebSockets and TCP streams at info, so this log does not show them',
        effective: field?.text ?? `notice (default${unlessUnread(use.controller)})`,
        fix:
          field === undefined
            ? configFix(subject, {
                controller: use.controller,
                lines: ['error-log-level: info'],
                advice,
              })
            : { advice, edits: replaceValue(subject.sources, { field, raw: 'info' }) },
      };
    }
  },
};
