import { balancerOf } from '../../manifests/balancers.ts';
import type { Service, ServicePort } from '../../objects/service.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { ALIBABA_CCM } from '../wording.ts';

export const svcLbIdSharedPort: Rule = {
  id: 'SVC-LB-ID-SHARED-PORT',
  severity: 'error',
  title: 'two Services claim the same port of the same load balancer',
  about: `A listener has one backend group. When two Services name the same load balancer and the same port, the result
depends on which one was reconciled last, or on a listener created by hand.`,
  verified: 'source',
  sources: [`${ALIBABA_CCM} docs/usage.md (reuse), model_applier.go; inferred`],
  *check(subject) {
    const owners = new Map<string, Service>();
    for (const service of subject.world.inventory.services) {
      if (service.type !== 'LoadBalancer') continue;
      for (const port of service.ports) {
        const id = balancerOf(service, port.port, subject.world.inventory)?.id?.text;
        if (id === undefined) continue;
        const key = `${id}:${port.port}/${port.protocol}`;
        const owner = owners.get(key);
        if (owner === undefined) owners.set(key, service);
        else yield found({ id, port, service, owner });
      }
    }
  },
};

function found({
  id,
  port,
  service,
  owner,
}: {
  readonly id: string;
  readonly port: ServicePort;
  readonly service: Service;
  readonly owner: Service;
}) {
  const other = `${owner.object.namespace}/${owner.object.name}`;
  return {
    ...placeOf(service.object),
    at: port.field.at,
    message: `Service ${other} also claims port ${port.port} of ${id}: whichever is reconciled last gets it`,
    written: String(port.port),
    fix: advise(
      `use one Service per listener: another port, or another load balancer than that of ${other}`,
    ),
  };
}
