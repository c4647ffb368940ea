import { quoted } from '../../base/units.ts';
import { dialledPath } from '../../manifests/path-pattern.ts';
import { leadsTo } from '../../manifests/route.ts';
import { isRaw, type TransportKind } from '../../path/transport.ts';
import type { Address } from '../scenario.ts';
import type { WrittenTarget } from '../schema/target.ts';
import { type Findings, hintFor } from '../text/findings.ts';
import type { Step } from '../text/source-text.ts';
import type { KnownWay } from './manifest-path.ts';

/** Connections of a generated target: enough to see a fault, few enough for any machine. */
const CONNECTIONS = 100;

/** One target per way, when the scenario names none. */
export function targetsOfWays(
  ways: readonly KnownWay[],
): readonly (readonly [name: string, target: WrittenTarget])[] {
  const names = new Set<string>();
  const dialled = ways.filter(
    ({ route }, index) =>
      route.undialled === undefined &&
      ways.findIndex((one) => one.route.name === route.name) === index,
  );
  return dialled.map(({ route }) => {
    const stem = route.name
      .replace(/[^\p{L}\p{N}.]+/gu, '-')
      .replace(/[-.]+$/, '')
      .slice(0, 60);
    let name = stem;
    for (let copy = 2; names.has(name); copy += 1) name = `${stem}-${copy}`;
    names.add(name);
    return [name, { way: route.name, connections: CONNECTIONS }] as const;
  });
}

interface Place {
  readonly path: readonly Step[];
  readonly hasLab: boolean;
  readonly findings: Findings;
}

/** The address behind a target that names a way instead. */
export function addressOfWay(
  written: WrittenTarget,
  ways: readonly KnownWay[],
  { path, hasLab, findings }: Place,
): Address | undefined {
  const name = written.way ?? '';
  const way = ways.find(({ route }) => route.name === name);
  if (way === undefined) {
    const names = ways.map(({ route }) => route.name);
    const message = `The manifests have no way ${quoted(name)}`;
    findings.add([...path, 'way'], message, hintFor(name, names));
    return undefined;
  }
  const { route } = way;
  if (route.undialled !== undefined) {
    const message = `Cannot dial ${name} as it stands: ${route.undialled}`;
    const hint = `an address instead of the way: ${route.transport}: "${route.transport}://${way.host ?? 'HOST'}/PATH"`;
    findings.add([...path, 'way'], message, hint);
    return undefined;
  }
  const host = hasLab ? 'lab' : way.host;
  if (host === undefined) {
    const { owner } = route;
    const message = `The address that clients dial for ${route.name} is unknown`;
    findings.add([...path, 'way'], message, `path: { addresses: { ${owner.name}: HOST } }`);
    return undefined;
  }
  const { transport, port } = route;
  if (isRaw(transport)) return { transport, host, port };
  const headers = { ...written.headers };
  const subprotocols = written.subprotocols ?? [];
  const dialled = dialledPath(route.path ?? '/').prefix;
  return { transport, host, port, path: dialled, headers, subprotocols };
}

/** The hops on the way of a target. In a lab, every host is the lab. */
export function viaOfWay(
  address: Address,
  ways: readonly KnownWay[],
  { path, hasLab, findings }: Place,
): readonly string[] {
  const isLab = hasLab && address.host === 'lab';
  const found = ways
    .filter(({ route, host }) => {
      const isNamed = host !== undefined && host === address.host;
      const anyHost = isLab || isNamed;
      return leadsTo(anyHost ? { ...route, host: undefined } : route, address);
    })
    // The longest path is the one through an ingress.
    .toSorted((a, b) => (b.route.path ?? '').length - (a.route.path ?? '').length);
  if (found[0] !== undefined) return found[0].via;
  const names = ways.map(({ route }) => route.name);
  const key: TransportKind = address.transport;
  const message = 'No way of the manifests leads to this address';
  findings.add([...path, key], message, `they have ${names.slice(0, 8).join(', ')}`);
  return [];
}
