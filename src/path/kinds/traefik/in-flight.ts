import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { type ConnectionLimit, countOf } from '../connection-limit.ts';

/** An open WebSocket is a request in flight for as long as it is open. */
export function inFlightLimits(inventory: Inventory): readonly ConnectionLimit[] {
  return [
    ...limitsOf(inventory, {
      route: 'IngressRoute',
      middleware: 'Middleware',
      name: 'inFlightReq',
    }),
    ...limitsOf(inventory, {
      route: 'IngressRouteTCP',
      middleware: 'MiddlewareTCP',
      name: 'inFlightConn',
    }),
  ];
}

function limitsOf(
  inventory: Inventory,
  { route, middleware, name }: { route: string; middleware: string; name: string },
): readonly ConnectionLimit[] {
  return inventory.of(route).flatMap((owner) =>
    owner.root
      .get('spec')
      .get('routes')
      .items()
      .flatMap((one) => one.get('middlewares').items())
      .flatMap((ref) => {
        const namespace = ref.get('namespace').text ?? owner.namespace;
        const named = { kind: middleware, namespace, name: ref.get('name').text ?? '' };
        const limit = inventory.object(named)?.root.get('spec').get(name);
        const field = limit?.get('amount');
        const max = field === undefined ? undefined : countOf(field);
        if (limit === undefined || field === undefined || max === undefined) return [];
        const above =
          name === 'inFlightReq'
            ? 'Traefik answers 429 above it'
            : 'Traefik closes what is above it';
        return [{ setting: `${name}.amount`, max, field, owner, per: perOf(name, limit), above }];
      }),
  );
}

/** By host unless the source criterion is an address; connections are counted by address. */
function perOf(name: string, limit: Field): ConnectionLimit['per'] {
  const isByAddress = limit.get('sourceCriterion').get('ipStrategy').exists;
  return name === 'inFlightConn' || isByAddress ? 'source' : 'all';
}
