import { assert } from '../base/assert.ts';
import type { Position } from '../base/problem.ts';
import { controllerOf } from '../manifests/ingress-class.ts';
import { joinRoutes, routesOf, worldsOf } from '../manifests/paths.ts';
import { readingOf } from '../manifests/reading.ts';
import type { Route, World } from '../manifests/route.ts';
import type { Ingress } from '../objects/ingress.ts';
import type { ManifestObject, Note } from '../objects/object.ts';
import type { Manifests } from '../objects/read.ts';
import type { StrangeKind } from '../objects/stranger.ts';
import type { Duplicate } from '../objects/yaml-document.ts';
import {
  controllerFor,
  type NginxController,
  nginxControllers,
} from '../path/kinds/ingress-nginx/controller.ts';
import type { PathReading } from '../path/reading.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Sources } from './sources.ts';

/** Everything that the rules look at. */
export interface Subject {
  readonly world: World;
  readonly routes: readonly Route[];
  /** The same, by the object that creates them. */
  readonly routesBy: ReadonlyMap<ManifestObject, readonly Route[]>;
  /** The Ingresses that ingress-nginx serves. */
  readonly nginx: readonly NginxPlace[];
  /** Its installations. */
  readonly controllers: readonly NginxController[];
  readonly duplicates: readonly Duplicate[];
  readonly sources: Sources;
  /** The scenario to run, if known. */
  readonly plan?: Plan;
  /** What had to be assumed. */
  readonly notes: readonly Note[];
  /** What was read, and what was not. */
  readonly reading: PathReading;
  /** Kinds of objects that soak does not read. */
  readonly strangers: readonly StrangeKind[];
}

export interface NginxPlace {
  readonly ingress: Ingress;
  readonly controller: NginxController;
}

/** A scenario and its file. */
export interface Plan {
  readonly scenario: Scenario;
  readonly file: string;
}

/** A text that was read. */
export interface SourceFile {
  readonly file: string;
  readonly text: string;
}

/** A subject for each set of objects that can be in one cluster. What they share is the same in all of them. */
export function subjectsOf(
  manifests: Manifests,
  { files, plan }: { files: readonly SourceFile[]; plan?: Plan | undefined },
): readonly [Subject, ...Subject[]] {
  const parts = worldsOf(manifests.objects).map((world) => ({ world, found: routesOf(world) }));
  const shared = {
    duplicates: manifests.duplicates,
    sources: new Sources(files),
    ...(plan === undefined ? {} : { plan }),
    reading: readingOf(manifests, joinRoutes(parts.map(({ found }) => found))),
  };
  const [first, ...others] = parts.map(({ world, found }) => ({
    ...shared,
    ...found,
    ...nginxIn(world),
    world,
    routesBy: byOwner(found.routes),
    strangers: [],
  }));
  assert(first !== undefined, 'manifests are at least one set');
  const { strangers, notes } = manifests;
  return [{ ...first, strangers, notes: [...notes, ...first.notes] }, ...others];
}

/** All of them as one, for what is printed of the whole; the world is that of the first. */
export function joinSubjects([first, ...others]: readonly [Subject, ...Subject[]]): Subject {
  if (others.length === 0) return first;
  const all = [first, ...others];
  const { routes, notes } = joinRoutes(all);
  return {
    ...first,
    routes,
    notes,
    routesBy: byOwner(routes),
    nginx: all.flatMap(({ nginx }) => nginx),
    controllers: all.flatMap(({ controllers }) => controllers),
  };
}

function nginxIn({ inventory }: World): Pick<Subject, 'nginx' | 'controllers'> {
  const controllers = nginxControllers(inventory);
  const nginx = inventory.ingresses
    .filter((ingress) => controllerOf(ingress, inventory).kind === 'ingress-nginx')
    .map((ingress) => ({ ingress, controller: controllerFor(ingress, controllers) }));
  return { nginx, controllers };
}

function byOwner(routes: readonly Route[]): ReadonlyMap<ManifestObject, readonly Route[]> {
  const owners = new Map<ManifestObject, Route[]>();
  for (const route of routes) {
    const own = owners.get(route.owner);
    if (own === undefined) owners.set(route.owner, [route]);
    else own.push(route);
  }
  return owners;
}

/** The position of a target in the scenario: the line of its key, or the file as a whole. */
export function targetPosition({ sources, plan }: Subject, name: string): Position {
  const file = plan?.file ?? '';
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const key = new RegExp(`^(\\s*)["']?${escaped}["']?\\s*:`);
  const index = sources.lines(file).findIndex((line) => key.test(line));
  const indent = key.exec(sources.line(file, index + 1) ?? '')?.[1]?.length ?? 0;
  return index === -1
    ? { file, line: 0, column: 0 }
    : { file, line: index + 1, column: indent + 1 };
}
