import type { Problem } from '../../base/problem.ts';
import { quoted } from '../../base/units.ts';
import { onePath } from '../../manifests/one-path.ts';
import { pathsFromManifests } from '../../manifests/paths.ts';
import { readManifestFiles } from '../../manifests/read.ts';
import { readingOf } from '../../manifests/reading.ts';
import type { Route } from '../../manifests/route.ts';
import type { Note } from '../../objects/object.ts';
import { buildHop, type WrittenSetting } from '../../path/build.ts';
import type { HopKind } from '../../path/hop-kind.ts';
import { hopKind } from '../../path/kinds/all.ts';
import type { Hop } from '../../path/path.ts';
import type { PathReading } from '../../path/reading.ts';
import type { WrittenManifestPath } from '../schema/manifests.ts';
import { ON_IDLE, type OnIdle } from '../schema/path.ts';
import { type Findings, hintFor } from '../text/findings.ts';
import type { ManifestText, Surroundings } from '../text/references.ts';
import type { PlacedHop } from './path.ts';

/** A way into the cluster, and the hops of the one path that it takes. */
export interface KnownWay {
  readonly route: Route;
  readonly via: readonly string[];
  /** The address that clients dial, if the manifests, the cluster or the scenario name it. */
  readonly host: string | undefined;
}

/** The path that manifests describe. */
interface ManifestPath {
  readonly hops: readonly PlacedHop[];
  readonly ways: readonly KnownWay[];
  /** What had to be assumed. */
  readonly notes: readonly Note[];
  readonly reading: PathReading;
  /** What was read. */
  readonly manifests: readonly ManifestText[];
}

interface Context {
  readonly findings: Findings;
  readonly surroundings: Surroundings;
}

/** Reads the manifests or the cluster, and applies the scenario's own settings on top. */
export function buildManifestPath(written: WrittenManifestPath, context: Context): ManifestPath {
  const { findings } = context;
  const { texts, named, unread } = textsOf(written, context);
  const read = readManifestFiles(texts);
  const { routes, notes } = pathsFromManifests(read.objects);
  const { path, ways } = onePath(routes);
  const problems = [...unread, ...read.problems];
  // One text of a folder that cannot be read is not in the way of the rest.
  const isFatal = ({ at }: Problem) => routes.length === 0 || named.has(at.file);
  findings.push(...problems.filter(isFatal));
  if (routes.length === 0 && findings.isEmpty)
    findings.addAtKey(['path'], 'These manifests contain no way into the cluster', NO_WAY);
  checkIds(written, { path, findings });
  return {
    hops: path.hops.map((hop) => ({ hop: changed(hop, written, findings), carries: undefined })),
    ways: ways.map(({ route, via }) => ({ route, via, host: hostOf(route, written, routes) })),
    notes: [
      ...problems.filter((one) => !isFatal(one)).map(({ at, message }) => ({ at, message })),
      ...read.notes,
      ...notes,
      ...routes.flatMap(undialledNote),
    ],
    reading: readingOf({ ...read, problems }, { routes, notes }),
    manifests: texts,
  };
}

function undialledNote({ name, undialled, at }: Route): readonly Note[] {
  return undialled === undefined ? [] : [{ at, message: `${name} is not dialled: ${undialled}` }];
}

const NO_WAY = 'a Service of type LoadBalancer, an Ingress, or a Gateway with its routes';

interface FoundTexts {
  readonly texts: readonly ManifestText[];
  /** Files that the scenario names, and not only a folder that they are in. */
  readonly named: ReadonlySet<string>;
  readonly unread: readonly Problem[];
}

function textsOf(
  { manifests = [], cluster }: WrittenManifestPath,
  { findings, surroundings }: Context,
): FoundTexts {
  const { readManifests, readCluster } = surroundings;
  if (manifests.length === 0 && cluster === undefined)
    findings.addAtKey(
      ['path'],
      'The path names neither manifests nor a cluster',
      'manifests: [k8s/]',
    );
  const unread: Problem[] = [];
  const named = new Set<string>();
  const texts = manifests.flatMap((name, index): readonly ManifestText[] => {
    const found = readManifests?.(name) ?? { ok: false, why: 'manifests cannot be read here' };
    if (found.ok) {
      unread.push(...(found.unread ?? []));
      for (const { file } of found.files) if (file.endsWith(name)) named.add(file);
      return found.files;
    }
    const message = `Cannot read the manifests ${quoted(name)}: ${found.why}`;
    findings.add(['path', 'manifests', index], message, 'named relative to the scenario');
    return [];
  });
  if (cluster === undefined) return { texts, named, unread };
  const asked = readCluster?.(cluster) ?? { ok: false, why: 'no cluster is available here' };
  if (asked.ok) return { texts: [...texts, ...asked.files], named, unread };
  findings.addAtKey(['path', 'cluster'], asked.why, 'kubectl get services, with this context');
  return { texts, named, unread };
}

function checkIds(
  { hops = {} }: WrittenManifestPath,
  { path, findings }: { readonly path: { readonly hops: readonly Hop[] }; findings: Findings },
): void {
  const ids = path.hops.map(({ id }) => id);
  for (const id of Object.keys(hops)) {
    if (ids.includes(id)) continue;
    const message = `The manifests describe no hop ${quoted(id)}`;
    findings.addAtKey(['path', 'hops', id], message, hintFor(id, ids));
  }
}

/** The hop with the settings that the scenario overrides. */
function changed(hop: Hop, { hops = {} }: WrittenManifestPath, findings: Findings): Hop {
  const own = hops[hop.id];
  const kind = hopKind(hop.kind);
  if (own === undefined || kind === undefined) return hop;
  const place = ['path', 'hops', hop.id];
  const keys = [...new Set(kind.limits.map(({ key }) => key)), 'on-idle'];
  for (const key of Object.keys(own)) {
    if (keys.includes(key)) continue;
    const message = `${kind.kind} has no setting ${quoted(key)}`;
    findings.addAtKey([...place, key], message, hintFor(key, keys));
  }
  const settings = Object.entries(own).flatMap(([key, value]): WrittenSetting[] =>
    typeof value === 'number' || value === 'none'
      ? [{ key, value, at: findings.source.at([...place, key]) }]
      : [],
  );
  const set = withSettings(hop, { kind, settings, findings });
  const onIdle = own['on-idle'];
  const effect = typeof onIdle === 'string' ? ON_IDLE[onIdle as OnIdle] : undefined;
  if (effect === undefined) return set;
  return {
    ...set,
    limits: set.limits.map((limit) =>
      limit.startsAt === 'last-reset' ? { ...limit, effects: [effect] } : limit,
    ),
  };
}

function withSettings(
  hop: Hop,
  {
    kind,
    settings,
    findings,
  }: { kind: HopKind; settings: readonly WrittenSetting[]; findings: Findings },
): Hop {
  const plan = { id: hop.id, kind, settings, onIdle: new Map(), ports: [], limits: [] };
  const { hop: written, problems } = buildHop({ ...plan, scaled: false });
  for (const { at, message, hint } of problems)
    findings.push(findings.source.problem(at, message, hint));
  const names = new Set(
    kind.limits
      .filter(({ key }) => settings.some((setting) => setting.key === key))
      .map(({ setting }) => setting),
  );
  const { unread = [], ...rest } = hop;
  const doubts = unread.filter(({ setting }) => setting === undefined || !names.has(setting));
  return {
    ...rest,
    ...(doubts.length > 0 && { unread: doubts }),
    limits: [
      ...hop.limits.filter(({ setting }) => !names.has(setting)),
      ...written.limits.filter(({ setting }) => names.has(setting)),
    ],
  };
}

/**
 * The address of a way: what the scenario says of the way itself, its own host, and what the scenario says of the object
 * that makes it, or of the Service behind it. A Service with a load balancer of its own is not meant there: its
 * address is that of other ways.
 */
function hostOf(
  route: Route,
  { addresses = {} }: WrittenManifestPath,
  routes: readonly Route[],
): string | undefined {
  const { name, owner, backend } = route;
  const own = [name, `${owner.namespace}/${owner.name}`, owner.name];
  const isTaken = routes.some((one) => one.owner.kind === 'Service' && one.backend === backend);
  const behind = isTaken ? [] : [backend, backend.slice(backend.indexOf('/') + 1)];
  const given = (keys: readonly string[]) => {
    const key = keys.find((one) => Object.hasOwn(addresses, one));
    return key === undefined ? undefined : addresses[key];
  };
  const isDialled = route.host !== undefined && !/[*${}<>]/.test(route.host);
  if (isDialled) return given([name]) ?? route.host;
  return given([...own, ...behind]) ?? route.assigned;
}
