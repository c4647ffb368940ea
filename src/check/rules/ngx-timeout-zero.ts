import { configOf } from '../../path/kinds/ingress-nginx/controller.ts';
import { replaceValue } from '../fix.ts';
import { controllersInUse, nginxAnnotation, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { MEASURED } from '../wording.ts';

const KEYS = ['proxy-read-timeout', 'proxy-send-timeout'];

export const ngxTimeoutZero: Rule = {
  id: 'NGX-TIMEOUT-ZERO',
  severity: 'error',
  title: 'timeout of 0, meant as "unlimited"',
  about: `nginx takes 0 literally: it answers a handshake with 504 immediately (18 ms, measured). There is no value
for "unlimited"; use a number of seconds longer than any connection should live.`,
  verified: 'measured',
  sources: [MEASURED],
  *check(subject) {
    const found = [
      ...subject.nginx.flatMap((place) =>
        KEYS.map((key) => ({ object: place.ingress.object, field: nginxAnnotation(place, key) })),
      ),
      ...controllersInUse(subject).flatMap(({ controller }) =>
        KEYS.map((key) => ({ object: controller.configMap, field: configOf(controller, key) })),
      ),
    ];
    for (const { object, field } of found) {
      if (object === undefined || field === undefined || !/^0+$/.test(field.text ?? '')) continue;
      yield {
        ...placeOf(object, field),
        message: '0 is not "unlimited": nginx answers every handshake with 504 immediately',
        effective: '0 s',
        written: field.text ?? '',
        fix: {
          advice: 'use a large number of seconds',
          edits: replaceValue(subject.sources, { field, raw: '"86400"' }),
        },
      };
    }
  },
};
