import { alibaba, alibabaAnnotation, ownsListeners } from '../../manifests/balancers/alibaba.ts';
import { aws, awsAnnotation } from '../../manifests/balancers/aws.ts';
import { configOf } from '../../manifests/nginx-controller.ts';
import type { Service } from '../../objects/service.ts';
import { configFix, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { ALIBABA_CCM, INGRESS_NGINX } from '../wording.ts';

export const ngxProxyProtocolMismatch: Rule = {
  id: 'NGX-PROXY-PROTOCOL-MISMATCH',
  severity: 'error',
  title: 'the balancer and the ingress disagree about the PROXY protocol',
  about: `With it the balancer writes a line or a block in front of each connection. When only one side expects it,
every connection fails at once: a broken header on one side, a TLS error on the other. Set both or none.`,
  verified: 'source',
  sources: [`${INGRESS_NGINX} docs miscellaneous.md`, `${ALIBABA_CCM} clbv1/listeners.go:220`],
  *check(subject) {
    for (const controller of subject.world.controllers) {
      const { service } = controller;
      if (service === undefined) continue;
      const sends = sendsProxyProtocol(service);
      const expects = configOf(controller, 'use-proxy-protocol')?.text === 'true';
      if (sends === undefined || sends === expects) continue;
      const message = sends
        ? 'the balancer sends the PROXY protocol, the ingress does not expect it: every connection fails at once'
        : 'the ingress expects the PROXY protocol, the balancer does not send it: every connection fails at once';
      yield {
        ...placeOf(service.object),
        message,
        effective: `balancer ${sends ? 'on' : 'off'}, ingress ${expects ? 'on' : 'off'}`,
        fix: configFix(subject, {
          controller,
          lines: [`use-proxy-protocol: "${sends}"`],
          advice: 'switch it on at both or at none',
        }),
      };
    }
  },
};

/** Undefined where the annotations do not tell. */
function sendsProxyProtocol(service: Service): boolean | undefined {
  if (service.type !== 'LoadBalancer') return undefined;
  if (alibaba.claims(service)) {
    if (!ownsListeners(service)) return undefined;
    return alibabaAnnotation(service, 'proxy-protocol')?.text === 'on';
  }
  if (!aws.claims(service)) return undefined;
  const attributes = awsAnnotation(service, 'target-group-attributes')?.text ?? '';
  const all = awsAnnotation(service, 'proxy-protocol')?.text === '*';
  return all || /proxy_protocol_v2\.enabled=true/.test(attributes);
}
