import type { Field } from '../../../objects/field.ts';
import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  NOTHING_RESETS,
  UPGRADED,
} from '../../catalogue/entry.ts';
import type { SetValue } from '../../setting.ts';

const ALB_TARGETS =
  'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html';
const NLB_TARGETS =
  'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html';

/** What the target groups of AWS do with the connections of a target that leaves or fails. */
export const TARGET_GROUPS = [
  {
    id: 'aws-alb-deregistration-delay',
    hop: 'cloud-lb',
    component: 'AWS ALB target group',
    setting: 'deregistration_delay.timeout_seconds',
    configuredIn: [
      {
        where: 'Ingress or Service annotation (AWS Load Balancer Controller)',
        key: 'alb.ingress.kubernetes.io/target-group-attributes: deregistration_delay.timeout_seconds=<n>',
      },
      {
        where: 'TargetGroupConfiguration',
        key: 'spec.defaultConfiguration.targetGroupAttributes[]',
      },
    ],
    default: '300 s',
    defaultMs: 300_000,
    range: '0-3600 s',
    rangeMs: [0, 3_600_000],
    kind: 'drain-after-event',
    measures:
      'a deregistering target gets no new requests; what is still open after this time is closed, however long the pod would wait',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'closed by the ALB (flag not stated)', ws: '1006' },
    appliesTo: UPGRADED,
    verified: 'documentation',
    sources: [ALB_TARGETS],
  },
  {
    id: 'aws-nlb-deregistration-delay',
    hop: 'cloud-lb',
    component: 'AWS NLB target group',
    setting: 'deregistration_delay.timeout_seconds',
    configuredIn: [
      {
        where: 'Service annotation (AWS Load Balancer Controller)',
        key: 'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: deregistration_delay.timeout_seconds=<n>,deregistration_delay.connection_termination.enabled=true',
      },
      {
        where: 'TargetGroupConfiguration',
        key: 'spec.defaultConfiguration.targetGroupAttributes[]',
      },
    ],
    default:
      '300 s; cuts connections only with connection_termination, which is off for TCP and TLS',
    defaultMs: null,
    range: '0-3600 s',
    rangeMs: [0, 3_600_000],
    kind: 'drain-after-event',
    measures:
      'with deregistration_delay.connection_termination.enabled the NLB cuts the connections of a deregistered target when the delay is over; without, they live until the target ends them. New connections may still arrive for minutes after the deregistration',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'RST (inferred)', ws: 'ECONNRESET / 1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [
      NLB_TARGETS,
      'https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2366 (new connections after deregistration)',
    ],
  },
  {
    id: 'aws-nlb-unhealthy-termination',
    hop: 'cloud-lb',
    component: 'AWS NLB target group',
    setting: 'target_health_state.unhealthy.connection_termination.enabled',
    configuredIn: [
      {
        where: 'Service annotation (AWS Load Balancer Controller)',
        key: 'service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: target_health_state.unhealthy.connection_termination.enabled=false,target_health_state.unhealthy.draining_interval_seconds=<n>',
      },
    ],
    default: 'true, without a draining interval: an unhealthy target loses its connections at once',
    defaultMs: 0,
    range: 'draining interval 0-360000 s',
    rangeMs: [0, 360_000_000],
    kind: 'drain-after-event',
    measures:
      'when a target fails its health check, the NLB terminates all of its established connections; with termination off, after target_health_state.unhealthy.draining_interval_seconds',
    resetBy: NOTHING_RESETS,
    endsAs: { tcp: 'terminated by the NLB; RST (inferred)', ws: 'ECONNRESET / 1006' },
    appliesTo: EVERY_CARRIAGE,
    verified: 'documentation',
    sources: [
      NLB_TARGETS,
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health.html#unhealthy-target-connection-termination',
    ],
  },
] as const satisfies readonly CatalogueEntry[];

export const targetGroupEntry = entryFinder(TARGET_GROUPS);

export const DELAY = 'deregistration_delay.timeout_seconds';
const TERMINATION = 'deregistration_delay.connection_termination.enabled';
const UNHEALTHY_TERMINATION = 'target_health_state.unhealthy.connection_termination.enabled';
const UNHEALTHY_INTERVAL = 'target_health_state.unhealthy.draining_interval_seconds';

/** The default of `deregistration_delay.timeout_seconds`, of both kinds of load balancer. */
const DELAY_MS = 300_000;

/** An attribute, and where it is written. */
interface Attribute {
  readonly value: string;
  readonly field: Field;
}

export type Attributes = ReadonlyMap<string, Attribute>;

/** `a=1,b=2`, the notation of annotations. */
export function attributesIn(field: Field | undefined): Attributes {
  const pairs = (field?.text ?? '').split(',').flatMap((pair) => {
    const [key = '', value] = pair.split('=');
    return field === undefined || value === undefined || value.trim() === ''
      ? []
      : [[key.trim(), { value: value.trim(), field }] as const];
  });
  return new Map(pairs);
}

/** `[{ key, value }]`, the notation of custom resources. */
export function attributesOf(list: Field | undefined): Attributes {
  const pairs = (list?.items() ?? []).flatMap((item) => {
    const value = item.get('value');
    return value.text === undefined
      ? []
      : [[item.get('key').text ?? '', { value: value.text, field: value }] as const];
  });
  return new Map(pairs);
}

/** The first of each key wins. */
export function merged(...lists: readonly Attributes[]): Attributes {
  return new Map([...lists].reverse().flatMap((list) => [...list]));
}

/** A limit of so many seconds, as an attribute sets it; none where AWS would refuse the value. */
export function secondsSetting(
  key: string,
  attribute: Attribute | undefined,
  [min, max]: Range = DELAY_RANGE,
): readonly SetValue[] {
  if (attribute === undefined || !/^\d{1,9}$/.test(attribute.value)) return [];
  const ms = Number(attribute.value) * 1_000;
  return ms < min || ms > max ? [] : [{ key, ms, at: attribute.field.at }];
}

type Range = readonly [min: number, max: number];

const DELAY_RANGE: Range = [0, 3_600_000];
const UNHEALTHY_RANGE: Range = [0, 360_000_000];

/** What the attributes of an NLB's target group set. */
export function nlbTargetSettings(attributes: Attributes): readonly SetValue[] {
  const termination = attributes.get(TERMINATION);
  const delay = attributes.get(DELAY);
  const cuts = termination?.value === 'true' ? [termination] : [];
  const unhealthy = attributes.get(UNHEALTHY_TERMINATION);
  const interval = attributes.get(UNHEALTHY_INTERVAL);
  return [
    ...cuts.map(({ field }) => ({
      key: 'deregistration-delay',
      ms: secondsSetting('', delay)[0]?.ms ?? DELAY_MS,
      at: (delay ?? { field }).field.at,
    })),
    ...(unhealthy?.value === 'false'
      ? [
          {
            key: 'unhealthy-termination',
            // An interval of 0, the default, lets them live.
            ms: secondsSetting('', interval, UNHEALTHY_RANGE)[0]?.ms || Number.POSITIVE_INFINITY,
            at: (interval ?? unhealthy).field.at,
          },
        ]
      : []),
  ];
}
