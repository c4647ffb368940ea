import { isTls } from '../../objects/ingress.ts';
import { isSecure, isWebSocket } from '../../path/transport.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { INGRESS_NGINX } from '../wording.ts';

export const ngxWssNoTlsSection: Rule = {
  id: 'NGX-WSS-NO-TLS-SECTION',
  severity: 'warning',
  title: 'wss host without a certificate',
  about: `A host that is not listed in spec.tls is served with the controller's own self-signed certificate, and
clients that verify certificates reject it. Each section needs its hosts and a secretName.`,
  verified: 'source',
  sources: [`${INGRESS_NGINX} docs/user-guide/miscellaneous.md`],
  *check(subject) {
    const asked = askedWithTls(subject);
    for (const { ingress } of subject.nginx) {
      const hosts = new Map(ingress.rules.map((rule) => [rule.host, rule]));
      for (const [host, { field }] of hosts) {
        if (host === undefined || isTls(ingress, host)) continue;
        // Without a scenario, a section for other hosts shows that TLS is intended.
        if (!asked.has(host) && !(ingress.hasTls && subject.plan === undefined)) continue;
        yield {
          ...placeOf(ingress.object, field),
          message: `${host} is not listed in spec.tls: wss gets the controller's self-signed certificate`,
          fix: advise('list it in spec.tls, with a secretName', {
            where: 'spec of the Ingress',
            lines: [
              'tls:',
              `  - hosts: [${host}]`,
              `    secretName: ${host.replaceAll('.', '-')}-tls`,
            ],
          }),
        };
      }
    }
  },
};

function askedWithTls({ plan }: Subject): ReadonlySet<string> {
  const targets = plan?.scenario.targets ?? [];
  return new Set(
    targets
      .filter(({ address: { transport } }) => isWebSocket(transport) && isSecure(transport))
      .map(({ address }) => address.host),
  );
}
