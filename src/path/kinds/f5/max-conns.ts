import type { Inventory } from '../../../objects/inventory.ts';
import { type ConnectionLimit, countOf } from '../connection-limit.ts';

/** `max-conns` of an upstream is for each pod behind it. */
export function maxConns(inventory: Inventory): readonly ConnectionLimit[] {
  return ['VirtualServer', 'VirtualServerRoute', 'TransportServer'].flatMap((kind) =>
    inventory.of(kind).flatMap((owner) =>
      owner.root
        .get('spec')
        .get('upstreams')
        .items()
        .flatMap((upstream) => {
          const setting = kind === 'TransportServer' ? 'maxConns' : 'max-conns';
          const field = upstream.get(setting);
          const max = countOf(field);
          if (max === undefined) return [];
          const service = inventory.service(owner.namespace, upstream.get('service').text);
          const pods = service === undefined ? undefined : inventory.workloadOf(service)?.replicas;
          const above = `nginx answers 502 above it (${pods ?? 1} × ${max}, for each pod)`;
          return [{ setting, max: max * (pods ?? 1), field, owner, per: 'all' as const, above }];
        }),
    ),
  );
}
