import { formatSeconds } from '../../base/units.ts';
import type { Hop } from '../../path/path.ts';
import { isWebSocket } from '../../path/transport.ts';
import type { Target } from '../../scenario/scenario.ts';

/** The times on a way that are written, and leave an open connection alone. */
export function inertWords(hops: readonly Hop[]): string {
  return hops
    .flatMap(({ id, inert = [] }) =>
      inert.map(({ setting, ms, why, at }) => {
        const place = `${at.file.slice(at.file.lastIndexOf('/') + 1)}:${at.line}`;
        return `${id} ${setting} ${formatSeconds(ms)} (${place}): ${why}`;
      }),
    )
    .join('; ');
}

/** Why no connection of a target opens, if a hop on its way does not pass on the upgrade. */
export function noUpgradeWords(hops: readonly Hop[], { address }: Target): string | undefined {
  if (!isWebSocket(address.transport)) return undefined;
  const hop = hops.find(({ noUpgrade }) => noUpgrade !== undefined);
  const { why, at } = hop?.noUpgrade ?? {};
  if (hop === undefined || at === undefined) return undefined;
  const place = `${at.file.slice(at.file.lastIndexOf('/') + 1)}:${at.line}`;
  return `no WebSocket opens at ${hop.id}: ${why} (${place})`;
}
