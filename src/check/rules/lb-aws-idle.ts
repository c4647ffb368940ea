import { aws, awsAnnotation, awsListenerIdle, isAwsNlb } from '../../manifests/balancers/aws.ts';
import type { Service } from '../../objects/service.ts';
import { balancedBy } from '../balanced.ts';
import { advise, type Edit, insertBefore } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Found, Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const PREFIX = 'service.beta.kubernetes.io/aws-load-balancer-';

export const lbAwsIdle: Rule = {
  id: 'LB-AWS-IDLE',
  severity: 'warning',
  title: 'AWS load balancer with its default idle timeout, or with the key of another type',
  about: `An NLB forgets an idle TCP connection after 350 s; the listener's tcp.idle_timeout.seconds takes 60 to 6,000.
A classic ELB closes it after 60 s; connection-idle-timeout takes 1 to 4,000. That key has no
effect on an NLB. For the classic ELB only payload counts; TCP keep-alive does not.`,
  verified: 'documentation',
  sources: [
    'docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html',
    'kubernetes/cloud-provider-aws docs/service_controller.md',
  ],
  *check(subject) {
    for (const service of balancedBy(aws, subject)) {
      if (isAwsNlb(service)) yield* nlb(service, subject);
      else if (awsAnnotation(service, 'connection-idle-timeout') === undefined) {
        yield {
          ...placeOf(service.object),
          message: 'a classic ELB closes idle connections after 60 s; TCP keep-alive does not help',
          effective: '60 s (default)',
          fix: {
            advice: `${PREFIX}connection-idle-timeout: "4000", and a heartbeat more often than that`,
            edits: insert(service, {
              subject,
              lines: [`${PREFIX}connection-idle-timeout: "4000"`],
            }),
          },
        };
      }
    }
  },
};

function* nlb(service: Service, subject: Subject): Iterable<Found> {
  const wrong = awsAnnotation(service, 'connection-idle-timeout');
  if (wrong !== undefined) {
    yield {
      ...placeOf(service.object, wrong),
      message: 'connection-idle-timeout belongs to the classic ELB; an NLB does not read it',
      effective: '350 s (default)',
      written: wrong.text ?? '',
      fix: advise(
        'use aws-load-balancer-listener-attributes.TCP-<port>: tcp.idle_timeout.seconds=<n>',
      ),
    };
  }
  const open = service.ports.filter(
    ({ port, protocol }) => protocol === 'TCP' && awsListenerIdle(service, port) === undefined,
  );
  if (open.length === 0) return;
  const lines = open.map(
    ({ port }) => `${PREFIX}listener-attributes.TCP-${port}: tcp.idle_timeout.seconds=6000`,
  );
  yield {
    ...placeOf(service.object),
    message: `the NLB forgets idle connections on ${open.map(({ port }) => port).join(' and ')} after 350 s`,
    effective: '350 s (default)',
    fix: {
      advice:
        'raise tcp.idle_timeout.seconds (60 to 6,000) per listener, and send a heartbeat more often than that',
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
