import {
  alibabaAnnotation,
  isAlibabaNlb,
  listenerProtocol,
} from '../../manifests/balancers/alibaba.ts';
import type { Field } from '../../objects/field.ts';
import type { ManifestObject } from '../../objects/object.ts';
import type { Service } from '../../objects/service.ts';
import { balancedByAlibaba } from '../balanced.ts';
import { nearestAllowed } from '../figures.ts';
import { replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { ALIBABA_CCM } from '../wording.ts';

interface Case {
  readonly object: ManifestObject;
  readonly name: string;
  readonly field: Field;
  readonly range: readonly [min: number, max: number];
}

export const aliEstablishedTimeoutRange: Rule = {
  id: 'ALI-ESTABLISHED-TIMEOUT-RANGE',
  severity: 'error',
  title: 'timeout rejected by the Alibaba Cloud API',
  about: `Allowed values in seconds: established-timeout of a CLB 10 to 900; idle-timeout of an NLB 1 to 900, of an HTTP listener or
an ALB 1 to 60; request-timeout 1 to 180; connection-drain-timeout 10 to 900. When a value is out of range or not a whole number,
the controller does not reconcile the load balancer. On all of these products, longer idle times need a heartbeat.`,
  verified: 'source',
  sources: [
    `${ALIBABA_CCM} pkg/model/load_balancer.go:179-183; pkg/model/nlb/nlb.go:177; provider/alibaba/alb/listener.go:960-972`,
  ],
  *check(subject) {
    const cases = [
      ...balancedByAlibaba(subject).flatMap(ofService),
      ...subject.world.inventory.of('AlbConfig').flatMap(ofAlbConfig),
    ];
    for (const { object, name, field, range } of cases) {
      const text = field.text ?? '';
      const value = Number(text);
      const [min, max] = range;
      if (/^\d+$/.test(text) && value >= min && value <= max) continue;
      const raw = String(nearestAllowed(text, range));
      yield {
        ...placeOf(object, field),
        message: `${name} "${text}" is rejected: it takes whole seconds from ${min} to ${max}`,
        effective: 'the previous value',
        written: text,
        fix: {
          advice: `use ${min} to ${max}; for a longer idle time, send a heartbeat`,
          edits: edits(field, { raw, subject }),
        },
      };
    }
  },
};

function edits(field: Field, { raw, subject }: { raw: string; subject: Subject }) {
  const value = field.number === undefined ? `"${raw}"` : raw;
  return replaceValue(subject.sources, { field, raw: value });
}

function ofService(service: Service): readonly Case[] {
  const isNlb = isAlibabaNlb(service);
  const isHttp = service.ports.some(({ port }) =>
    listenerProtocol(service, port).startsWith('http'),
  );
  const ranges: readonly (readonly [name: string, range: readonly [number, number]])[] = [
    ['established-timeout', [10, 900]],
    ['idle-timeout', isHttp && !isNlb ? [1, 60] : [1, 900]],
    ['request-timeout', [1, 180]],
    ['connection-drain-timeout', [10, 900]],
  ];
  return ranges.flatMap(([name, range]) => {
    const field = alibabaAnnotation(service, name);
    return field === undefined ? [] : [{ object: service.object, name, field, range }];
  });
}

function ofAlbConfig(object: ManifestObject): readonly Case[] {
  const listeners = object.root.get('spec').get('listeners').items();
  return listeners.flatMap((listener) =>
    (
      [
        ['idleTimeout', [1, 60]],
        ['requestTimeout', [1, 180]],
      ] as const
    ).flatMap(([name, range]) => {
      const field = listener.get(name);
      return field.exists ? [{ object, name, field, range }] : [];
    }),
  );
}
