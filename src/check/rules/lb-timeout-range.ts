import { providerOf } from '../../manifests/balancers/all.ts';
import { aws, awsAnnotation, awsListenerIdle, isAwsNlb } from '../../manifests/balancers/aws.ts';
import { AZURE_IDLE_KEY, HUAWEI_IDLE_KEY } from '../../manifests/balancers/others.ts';
import { ALB_ATTRIBUTES } from '../../manifests/ingress-settings.ts';
import type { Field } from '../../objects/field.ts';
import type { ManifestObject } from '../../objects/object.ts';
import type { Service } from '../../objects/service.ts';
import { group, nearestAllowed } from '../figures.ts';
import { replaceValue } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

interface Case {
  readonly object: ManifestObject;
  readonly field: Field;
  /** The text before the number in the value, if any. */
  readonly lead: string;
  readonly range: readonly [min: number, max: number];
  readonly unit: string;
}

export const lbTimeoutRange: Rule = {
  id: 'LB-TIMEOUT-RANGE',
  severity: 'error',
  title: 'idle timeout rejected by the cloud provider',
  about: `Allowed: AWS NLB 60 to 6,000 s, classic ELB and ALB 1 to 4,000 s, Azure 4 to 100 minutes, Huawei 10 to 4,000 s. When a value is
out of range or has a unit, the load balancer is not changed, and an event on the Service reports the error.`,
  verified: 'documentation',
  sources: ['soak catalogue cloud-lb'],
  *check({ world: { inventory }, sources }) {
    const cases = [
      ...inventory.services.flatMap(ofService),
      ...inventory.ingresses.flatMap(({ object, annotations }) =>
        one(object, {
          field: annotations.get(ALB_ATTRIBUTES),
          lead: 'idle_timeout.timeout_seconds=',
          range: [1, 4_000],
          unit: 's',
        }),
      ),
    ];
    for (const { object, field, lead, range, unit } of cases) {
      const text = field.text ?? '';
      const number = text.slice(text.indexOf(lead) + lead.length).split(',')[0] ?? '';
      const [min, max] = range;
      const value = Number(number);
      if (/^\d+$/.test(number) && value >= min && value <= max) continue;
      const right = text.replace(lead + number, lead + nearestAllowed(number, range));
      yield {
        ...placeOf(object, field),
        message: `${number} is rejected: the range is ${group(min)} to ${group(max)} ${unit}`,
        effective: 'the previous value',
        written: text,
        fix: {
          advice: `use ${group(min)} to ${group(max)}; for a longer idle time, send a heartbeat`,
          edits: replaceValue(sources, { field, raw: `"${right}"` }),
        },
      };
    }
  },
};

function ofService(service: Service): readonly Case[] {
  const { object, annotations, ports } = service;
  const isClassic = providerOf(service) === aws && !isAwsNlb(service);
  return [
    ...ports.flatMap(({ port }) =>
      one(object, {
        field: awsListenerIdle(service, port),
        lead: 'tcp.idle_timeout.seconds=',
        range: [60, 6_000],
        unit: 's',
      }),
    ),
    ...one(object, {
      field: isClassic ? awsAnnotation(service, 'connection-idle-timeout') : undefined,
      lead: '',
      range: [1, 4_000],
      unit: 's',
    }),
    ...one(object, {
      field: annotations.get(AZURE_IDLE_KEY),
      lead: '',
      range: [4, 100],
      unit: 'minutes',
    }),
    ...one(object, {
      field: annotations.get(HUAWEI_IDLE_KEY),
      lead: '',
      range: [10, 4_000],
      unit: 's',
    }),
  ];
}

function one(
  object: ManifestObject,
  { field, ...rest }: Omit<Case, 'object' | 'field'> & { readonly field: Field | undefined },
): readonly Case[] {
  const isThere = field?.text?.includes(rest.lead) === true;
  return field === undefined || !isThere ? [] : [{ object, field, ...rest }];
}
