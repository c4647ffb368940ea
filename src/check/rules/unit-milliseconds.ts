import { seconds } from '../figures.ts';
import { replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { writtenLimits } from '../written-limits.ts';

/** Nobody means an idle timeout of less than this, but many mean the figure in seconds. */
const SUSPICIOUS_MS = 10_000;

export const unitMilliseconds: Rule = {
  id: 'UNIT-MILLISECONDS',
  severity: 'warning',
  title: 'idle timeout in milliseconds that was probably meant in seconds',
  about: `Kong's annotations and those of OpenStack Octavia are in milliseconds, and most others in seconds or with a unit. 3600 is then
3.6 s, and every connection that is quiet for longer ends. Values below ${seconds(SUSPICIOUS_MS)} are reported.`,
  verified: 'source',
  sources: [
    'kubernetes/cloud-provider-openstack@c453fb7c pkg/openstack/loadbalancer.go (milliseconds)',
    'Kong/kubernetes-ingress-controller (konghq.com/read-timeout, milliseconds)',
  ],
  *check(subject) {
    for (const limit of writtenLimits(subject, { withoutRange: true })) {
      const { object, field, value, notation, spec } = limit;
      const ms = notation.unit === 'ms' ? notation.parse(value) : undefined;
      if (ms === undefined || ms <= 0 || ms >= SUSPICIOUS_MS) continue;
      if (spec.startsAt !== 'last-reset') continue;
      yield {
        ...placeOf(object, field),
        message: `${value} is in milliseconds: a connection ends after ${seconds(ms)} of silence`,
        effective: seconds(ms),
        written: field.text ?? '',
        fix: {
          advice: `write ${value}000, if ${value} s were meant`,
          edits: replaceValue(subject.sources, { field, raw: `"${value}000"` }),
        },
      };
    }
  },
};
