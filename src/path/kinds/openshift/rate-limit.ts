import type { Inventory } from '../../../objects/inventory.ts';
import { annotationsOf } from '../../../objects/object.ts';
import { type ConnectionLimit, countOf } from '../connection-limit.ts';
import { PREFIX } from './route.ts';

const SWITCH = `${PREFIX}rate-limit-connections`;

/** Connections that one address may hold (haproxy-config.template#L695-L699 at 4b401a86d). */
export function rateLimits(inventory: Inventory): readonly ConnectionLimit[] {
  return inventory.of('Route', { group: 'route.openshift.io' }).flatMap((owner) => {
    const annotations = annotationsOf(owner);
    const field = annotations.get(`${SWITCH}.concurrent-tcp`);
    const max = field === undefined ? undefined : countOf(field);
    const isOn = /^(true|1|yes)$/i.test(annotations.get(SWITCH)?.text ?? '');
    if (field === undefined || max === undefined || !isOn) return [];
    const setting = 'rate-limit-connections.concurrent-tcp';
    return [
      { setting, max, field, owner, per: 'source', above: 'the router rejects what is above it' },
    ];
  });
}
