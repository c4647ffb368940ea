import { configOf } from '../../path/kinds/ingress-nginx/controller.ts';
import { sendsProxyProtocol } from '../balanced.ts';
import { configFix, placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { ALIBABA_CCM, INGRESS_NGINX } from '../wording.ts';

export const ngxProxyProtocolMismatch: Rule = {
  id: 'NGX-PROXY-PROTOCOL-MISMATCH',
  severity: 'error',
  title: 'load balancer and ingress disagree about the PROXY protocol',
  about: `With the PROXY protocol, the load balancer sends a header at the start of each connection. When only one side uses it,
every connection fails immediately: with a broken header on one side, with a TLS error on the other. Enable it on both or on neither.`,
  verified: 'source',
  sources: [`${INGRESS_NGINX} docs miscellaneous.md`, `${ALIBABA_CCM} clbv1/listeners.go:220`],
  *check(subject) {
    for (const controller of subject.controllers) {
      const { service } = controller;
      if (service === undefined) continue;
      const sends = sendsProxyProtocol(service, subject);
      const expects = configOf(controller, 'use-proxy-protocol')?.text === 'true';
      if (sends === undefined || sends === expects) continue;
      const message = sends
        ? 'the load balancer sends the PROXY protocol, but the ingress does not expect it: every connection fails immediately'
        : 'the ingress expects the PROXY protocol, but the load balancer does not send it: every connection fails immediately';
      yield {
        ...placeOf(service.object),
        message,
        effective: `balancer ${sends ? 'on' : 'off'}, ingress ${expects ? 'on' : 'off'}`,
        fix: configFix(subject, {
          controller,
          lines: [`use-proxy-protocol: "${sends}"`],
          advice: 'enable it on both or on neither',
        }),
      };
    }
  },
};
