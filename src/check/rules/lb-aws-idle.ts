import type { Route } from '../../manifests/route.ts';
import type { Service } from '../../objects/service.ts';
import {
  awsAnnotation,
  awsBalancers,
  endsTls,
  isAwsNlb,
  isInTreeNlb,
} from '../../path/kinds/aws/service.ts';
import { writtenIn } from '../../path/place.ts';
import { isSetValue } from '../../path/setting.ts';
import { balancedBy, balancerAt } from '../balanced.ts';
import { seconds } from '../figures.ts';
import { advise, type Edit, type Fix, insertBefore } from '../fix.ts';
import {
  defaultOf,
  defaultText,
  limitFact,
  linesFor,
  longestOf,
  rangeText,
} from '../limit-facts.ts';
import { idleLimitAt, isKeptAlive, placeOf } from '../places.ts';
import type { Found, Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const KEY = 'idle-timeout';

export const lbAwsIdle: Rule = {
  id: 'LB-AWS-IDLE',
  severity: 'warning',
  title: 'AWS load balancer with its default idle timeout, or with the key of another type',
  about: `An NLB forgets an idle TCP connection after ${seconds(defaultOf('aws-nlb', KEY))}; the listener's tcp.idle_timeout.seconds takes ${rangeText('aws-nlb', KEY)},
and only the AWS Load Balancer Controller sets it: the controller inside the cloud provider (type nlb) has no annotation for it.
A TLS listener of an NLB always has ${seconds(defaultOf('aws-nlb-tls', KEY))}.
A classic ELB closes it after ${seconds(defaultOf('aws-clb', KEY))}; connection-idle-timeout takes ${rangeText('aws-clb', KEY)}. That key has no
effect on an NLB. For the classic ELB only payload counts; TCP keep-alive does not.`,
  verified: 'documentation',
  sources: [
    'docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html',
    'kubernetes/cloud-provider-aws@63ec440c docs/service_controller.md',
    'kubernetes-sigs/aws-load-balancer-controller@225f4456 docs/guide/service/annotations.md',
  ],
  *check(subject) {
    for (const service of balancedBy(awsBalancers, subject)) {
      if (isAwsNlb(service)) yield* nlb(service, subject);
      else if (isCertainlyClassic(service, subject)) yield classic(service, subject);
    }
    for (const route of subject.routes)
      if (route.owner.kind !== 'Service') yield* gateway(route, subject);
  },
};

/** The NLB of a Gateway, whose listeners a LoadBalancerConfiguration sets. */
function* gateway(route: Route, subject: Subject): Iterable<Found> {
  const idle = idleLimitAt(route, 'balancer');
  if (idle?.hop.kind !== 'aws-nlb' || idle.limit.source.kind === 'manifest') return;
  if (!route.owner.apiVersion.startsWith('gateway.') || isKeptAlive(route, idle, subject)) return;
  yield {
    ...placeOf(route.owner),
    message: `the NLB forgets idle connections on ${route.port} after ${seconds(idle.limit.afterMs)}`,
    effective: defaultText('aws-nlb', KEY),
    fix: advise(
      `raise tcp.idle_timeout.seconds (${rangeText('aws-nlb', KEY)}) of the listener, and send a heartbeat more often than that`,
      {
        where:
          'spec of the LoadBalancerConfiguration that the Gateway names in infrastructure.parametersRef',
        lines: [
          'listenerConfigurations:',
          `  - protocolPort: TCP:${route.port}`,
          '    listenerAttributes:',
          `      - { key: tcp.idle_timeout.seconds, value: "${longestOf('aws-nlb', KEY) / 1_000}" }`,
        ],
      },
    ),
  };
}

/** Its idle timeout is not written, and no other controller may have taken the Service. */
function isCertainlyClassic(service: Service, subject: Subject): boolean {
  const { settings = [] } = balancerAt(service, { port: 0, subject }) ?? {};
  return settings.every(isSetValue) && !settings.some(({ key }) => key === KEY);
}

function classic(service: Service, subject: Subject): Found {
  const lines = linesFor('aws-clb', { key: KEY, ms: longestOf('aws-clb', KEY), port: 0 });
  return {
    ...placeOf(service.object),
    message: `a classic ELB closes idle connections after ${seconds(defaultOf('aws-clb', KEY))}; TCP keep-alive does not help`,
    effective: defaultText('aws-clb', KEY),
    fix: {
      advice: `${lines.join(' ')}, and a heartbeat more often than that`,
      edits: insert(service, { subject, lines }),
    },
  };
}

function* nlb(service: Service, subject: Subject): Iterable<Found> {
  const wrong = awsAnnotation(service, 'connection-idle-timeout');
  if (wrong !== undefined) {
    yield {
      ...placeOf(service.object, wrong),
      message: 'connection-idle-timeout belongs to the classic ELB; an NLB does not read it',
      effective: defaultText('aws-nlb', KEY),
      written: wrong.text ?? '',
      fix: advise(
        'use aws-load-balancer-listener-attributes.TCP-<port>: tcp.idle_timeout.seconds=<n>, which the AWS Load Balancer Controller reads',
      ),
    };
  }
  const { place } = limitFact('aws-nlb', KEY);
  const { annotations } = service;
  yield* inert(service);
  const tcp = service.ports.filter(({ protocol }) => protocol === 'TCP');
  const tls = tcp.filter(({ port }) => endsTls(service, port));
  const open = tcp.filter(
    ({ port }) =>
      !endsTls(service, port) &&
      (isInTreeNlb(service) || (place && !writtenIn(place, { annotations, port }))),
  );
  if (open.length > 0)
    yield forgets(service, { ports: open, fix: raise(service, { ports: open, subject }) });
  if (tls.length > 0) yield forgets(service, { ports: tls, fix: FIXED });
}

/** Listener attributes on a Service of the controller that has no annotation for them. */
function* inert(service: Service): Iterable<Found> {
  if (!isInTreeNlb(service)) return;
  for (const [key, field] of service.annotations) {
    if (!key.includes('-listener-attributes.')) continue;
    yield {
      ...placeOf(service.object, field),
      message:
        'the in-tree controller (type nlb) does not read listener attributes; only the AWS Load Balancer Controller does',
      effective: defaultText('aws-nlb', KEY),
      written: field.text ?? '',
      fix: advise(
        'remove it, or let that controller make the NLB: a new Service with loadBalancerClass service.k8s.aws/nlb',
      ),
    };
  }
}

type Ports = Service['ports'];

function forgets(service: Service, { ports, fix }: { ports: Ports; fix: Fix }): Found {
  return {
    ...placeOf(service.object),
    message: `the NLB forgets idle connections on ${ports.map(({ port }) => port).join(' and ')} after ${seconds(defaultOf('aws-nlb', KEY))}`,
    effective: defaultText('aws-nlb', KEY),
    fix,
  };
}

const FIXED: Fix = advise(
  `the idle timeout of a TLS listener cannot be changed: send a heartbeat more often than every ${seconds(defaultOf('aws-nlb-tls', KEY))}, or end TLS behind a TCP listener`,
);

function raise(service: Service, { ports, subject }: { ports: Ports; subject: Subject }): Fix {
  if (isInTreeNlb(service))
    return advise(
      `send a heartbeat more often than that; the in-tree controller (type nlb) has no annotation for it, and only the AWS Load Balancer Controller (a new Service with loadBalancerClass service.k8s.aws/nlb) can set ${rangeText('aws-nlb', KEY)}`,
    );
  const longestMs = longestOf('aws-nlb', KEY);
  const lines = ports.flatMap(({ port }) => linesFor('aws-nlb', { key: KEY, ms: longestMs, port }));
  return {
    advice: `raise tcp.idle_timeout.seconds (${rangeText('aws-nlb', KEY)}) per listener, and send a heartbeat more often than that`,
    edits: insert(service, { subject, lines }),
  };
}

function insert(
  { annotations }: Service,
  { subject, lines }: { subject: Subject; lines: readonly string[] },
): readonly Edit[] {
  const first = [...annotations.values()][0];
  return first === undefined ? [] : insertBefore(subject.sources, { field: first, lines });
}
