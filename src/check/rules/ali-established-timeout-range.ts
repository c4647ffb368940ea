import type { Field } from '../../objects/field.ts';
import type { ManifestObject } from '../../objects/object.ts';
import type { Service } from '../../objects/service.ts';
import { catalogueEntry } from '../../path/catalogue/all.ts';
import {
  alibabaAnnotation,
  isAlibabaNlb,
  listenerProtocol,
} from '../../path/kinds/alibaba/service.ts';
import { balancedByAlibaba } from '../balanced.ts';
import { group, nearestAllowed } from '../figures.ts';
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

const ESTABLISHED = secondsOf('alibaba-clb-tcp-established-timeout');
const NLB_IDLE = secondsOf('alibaba-nlb-idle-timeout');
const HTTP_IDLE = secondsOf('alibaba-clb-http-idle-timeout');
const ALB_IDLE = secondsOf('alibaba-alb-idle-timeout');
const REQUEST = secondsOf('alibaba-clb-http-request-timeout');
const DRAIN = secondsOf('alibaba-clb-connection-drain');

export const aliEstablishedTimeoutRange: Rule = {
  id: 'ALI-ESTABLISHED-TIMEOUT-RANGE',
  severity: 'error',
  title: 'timeout rejected by the Alibaba Cloud API',
  about: `Allowed values in seconds: established-timeout of a CLB ${words(ESTABLISHED)}; idle-timeout of an NLB ${words(NLB_IDLE)}, of an HTTP listener or
an ALB ${words(HTTP_IDLE)}; request-timeout ${words(REQUEST)}; connection-drain-timeout ${words(DRAIN)}. When a value is out of range or not a whole number,
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
    ['established-timeout', ESTABLISHED],
    ['idle-timeout', isHttp && !isNlb ? HTTP_IDLE : NLB_IDLE],
    ['request-timeout', REQUEST],
    ['connection-drain-timeout', DRAIN],
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
        ['idleTimeout', ALB_IDLE],
        ['requestTimeout', REQUEST],
      ] as const
    ).flatMap(([name, range]) => {
      const field = listener.get(name);
      return field.exists ? [{ object, name, field, range }] : [];
    }),
  );
}

/** What the catalogue says that the API accepts, in whole seconds. */
function secondsOf(id: string): readonly [min: number, max: number] {
  const [minMs, maxMs] = catalogueEntry(id)?.rangeMs ?? [0, Number.POSITIVE_INFINITY];
  return [minMs / 1_000, maxMs / 1_000];
}

function words([min, max]: readonly [min: number, max: number]): string {
  return `${group(min)} to ${group(max)}`;
}
