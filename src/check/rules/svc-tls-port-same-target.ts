import type { Service, ServicePort } from '../../objects/service.ts';
import { alibabaAnnotation } from '../../path/kinds/alibaba/service.ts';
import { balanced, balancerAt } from '../balanced.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { ALIBABA_CCM } from '../wording.ts';

const TLS_PORTS = [443, 465, 636, 853, 989, 990, 993, 995, 6443, 8443, 8883];

export const svcTlsPortSameTarget: Rule = {
  id: 'SVC-TLS-PORT-SAME-TARGET',
  severity: 'warning',
  title: 'plain port and TLS port that reach the same pod port',
  about: `A TCP listener forwards bytes and terminates nothing. So either the plain or the TLS port speaks the wrong
protocol to the pod, unless the pod tells the two apart itself. If the Service also reuses the SLB of the
ingress, it takes port 443 away from the ingress.`,
  verified: 'source',
  sources: [
    `${ALIBABA_CCM} clbv1/listeners.go (a TCP listener per port)`,
    'Kubernetes API reference, ServicePort',
  ],
  *check(subject) {
    for (const service of balanced(subject)) {
      for (const port of service.ports.filter(
        (one) => isTls(one) && !terminates(service, { port: one.port, subject }),
      )) {
        const plain = service.ports.find(
          (one) => !isTls(one) && one.targetPort === port.targetPort,
        );
        if (plain === undefined) continue;
        yield {
          ...placeOf(service.object, port.field),
          at: port.field.at,
          message: `ports ${plain.port} and ${port.port} both reach ${port.targetPort}: the load balancer passes TLS through, so one of them speaks the wrong protocol to the pod`,
          written: `targetPort: ${port.targetPort}`,
          fix: advise(`give TLS its own targetPort, or drop ${port.port} from this Service`),
        };
      }
    }
  },
};

function isTls({ port, name }: ServicePort): boolean {
  return TLS_PORTS.includes(port) || /(^|-)(https|tls|ssl|wss)(-|$)/.test(name ?? '');
}

/** True when the load balancer itself terminates TLS on this port. */
function terminates(
  service: Service,
  { port, subject }: { port: number; subject: Subject },
): boolean {
  const listener = balancerAt(service, { port, subject })?.listener;
  return (
    listener === 'tls' ||
    listener === 'https' ||
    alibabaAnnotation(service, 'cert-id') !== undefined
  );
}
