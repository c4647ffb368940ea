import type { Service } from '../../objects/service.ts';
import { awsAnnotation, awsBalancers, isAwsNlb } from '../../path/kinds/aws/service.ts';
import { writtenIn } from '../../path/place.ts';
import { balancedBy } from '../balanced.ts';
import { seconds } from '../figures.ts';
import { advise, type Edit, insertBefore } from '../fix.ts';
import {
  defaultOf,
  defaultText,
  limitFact,
  linesFor,
  longestOf,
  rangeText,
} from '../limit-facts.ts';
import { placeOf } from '../places.ts';
import type { Found, Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const KEY = 'idle-timeout';

export const lbAwsIdle: Rule = {
  id: 'LB-AWS-IDLE',
  severity: 'warning',
  title: 'AWS load balancer with its default idle timeout, or with the key of another type',
  about: `An NLB forgets an idle TCP connection after ${seconds(defaultOf('aws-nlb', KEY))}; the listener's tcp.idle_timeout.seconds takes ${rangeText('aws-nlb', KEY)}.
A classic ELB closes it after ${seconds(defaultOf('aws-clb', KEY))}; connection-idle-timeout takes ${rangeText('aws-clb', KEY)}. That key has no
effect on an NLB. For the classic ELB only payload counts; TCP keep-alive does not.`,
  verified: 'documentation',
  sources: [
    'docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html',
    'kubernetes/cloud-provider-aws docs/service_controller.md',
  ],
  *check(subject) {
    for (const service of balancedBy(awsBalancers, subject)) {
      if (isAwsNlb(service)) yield* nlb(service, subject);
      else if (awsAnnotation(service, 'connection-idle-timeout') === undefined)
        yield classic(service, subject);
    }
  },
};

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
        'use aws-load-balancer-listener-attributes.TCP-<port>: tcp.idle_timeout.seconds=<n>',
      ),
    };
  }
  const { place } = limitFact('aws-nlb', KEY);
  const { annotations } = service;
  const open = service.ports.filter(
    ({ port, protocol }) =>
      protocol === 'TCP' && place !== undefined && !writtenIn(place, { annotations, port }),
  );
  if (open.length === 0) return;
  const longestMs = longestOf('aws-nlb', KEY);
  const lines = open.flatMap(({ port }) => linesFor('aws-nlb', { key: KEY, ms: longestMs, port }));
  yield {
    ...placeOf(service.object),
    message: `the NLB forgets idle connections on ${open.map(({ port }) => port).join(' and ')} after ${seconds(defaultOf('aws-nlb', KEY))}`,
    effective: defaultText('aws-nlb', KEY),
    fix: {
      advice: `raise tcp.idle_timeout.seconds (${rangeText('aws-nlb', KEY)}) per listener, and send a heartbeat more often than that`,
      edits: insert(service, { subject, lines }),
    },
  };
}

function insert(
  { annotations }: Service,
  { subject, lines }: { subject: Subject; lines: readonly string[] },
): readonly Edit[] {
  const first = [...annotations.values()][0];
  return first === undefined ? [] : insertBefore(subject.sources, { field: first, lines });
}
