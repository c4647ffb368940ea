import { type Ingress, isTls } from '../objects/ingress.ts';
import type { Inventory } from '../objects/inventory.ts';
import type { HopKind } from '../path/hop-kind.ts';

/** A thousand Ingresses ask for the hosts of a few classes. */
const HOSTS = new WeakMap<Inventory, ReadonlyMap<string, ReadonlySet<string>>>();

/**
 * True when clients of a host speak TLS to the controller of an Ingress.
 *
 * Controllers make one server of a host: the certificate that one Ingress names for it holds for the paths of all
 * Ingresses of the class. Some controllers have signs of their own.
 */
export function speaksTls(
  ingress: Ingress,
  {
    host,
    kind,
    inventory,
  }: { host: string | undefined; kind?: HopKind | undefined; inventory: Inventory },
): boolean {
  if (isTls(ingress, host) || kind?.ingress?.hasTls?.(ingress, inventory) === true) return true;
  if (host === undefined) return false;
  const hosts = HOSTS.get(inventory) ?? hostsByClass(inventory);
  HOSTS.set(inventory, hosts);
  const ofClass = hosts.get(ingress.className ?? '');
  if (ofClass === undefined) return false;
  return ofClass.has(host) || wildcards(host).some((name) => ofClass.has(name));
}

function hostsByClass({ ingresses }: Inventory): ReadonlyMap<string, ReadonlySet<string>> {
  const hosts = new Map<string, Set<string>>();
  for (const { className = '', tlsHosts } of ingresses) {
    const own = hosts.get(className) ?? new Set<string>();
    for (const host of tlsHosts) own.add(host);
    hosts.set(className, own);
  }
  return hosts;
}

/** The names with a star that match a host: `*.b.example.com`, `*.example.com`, `*.com`. */
function wildcards(host: string): readonly string[] {
  return [...host.matchAll(/\./g)].map(({ index }) => `*${host.slice(index)}`);
}
