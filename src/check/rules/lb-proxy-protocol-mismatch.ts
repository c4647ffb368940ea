import { proxyProtocolReaders } from '../../path/kinds/proxy-protocol.ts';
import { sendsProxyProtocol } from '../balanced.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';

export const lbProxyProtocolMismatch: Rule = {
  id: 'LB-PROXY-PROTOCOL-MISMATCH',
  severity: 'error',
  title: 'load balancer and proxy disagree about the PROXY protocol',
  about: `With the PROXY protocol, the load balancer puts a header before each connection. When only one side uses it, nothing
opens: the proxy takes the header for a broken request, or waits for one that never comes. Enable it on both or on
neither. NGX-PROXY-PROTOCOL-MISMATCH says the same of ingress-nginx.`,
  verified: 'documentation',
  sources: [
    'https://www.haproxy.org/download/2.6/doc/proxy-protocol.txt',
    'the documentation of each controller (soak catalogue)',
  ],
  *check(subject) {
    for (const reader of proxyProtocolReaders(subject.world.inventory)) {
      const { product, setting, installation, expects } = reader;
      const { service } = installation;
      const sends = service && sendsProxyProtocol(service, subject);
      if (service === undefined || sends === undefined || sends === expects) continue;
      yield {
        ...placeOf(service.object),
        message: sends
          ? `the load balancer sends the PROXY protocol, but ${product} does not expect it: every connection fails immediately`
          : `${product} expects the PROXY protocol, but the load balancer does not send it: every connection fails immediately`,
        effective: `balancer ${sends ? 'on' : 'off'}, ${product} ${expects ? 'on' : 'off'}`,
        fix: advise(`enable it on both or on neither (${setting})`),
      };
    }
  },
};
