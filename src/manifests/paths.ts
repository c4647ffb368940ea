import { attachmentsOf, gatewayRoutes, routeObjects } from '../objects/gateway.ts';
import { Inventory } from '../objects/inventory.ts';
import { describeObject, type ManifestObject, type Note } from '../objects/object.ts';
import { dataPlaneOf } from './data-plane.ts';
import type { Route, Routes, World } from './route.ts';
import { customWays } from './routes/custom-ways.ts';
import { usualBalancerOf } from './routes/front.ts';
import { gatewayWay } from './routes/gateway-way.ts';
import { ingressWays } from './routes/ingress-ways.ts';
import { serviceWays, tcpPortWays } from './routes/service-ways.ts';
import { setsOf } from './sets.ts';

/** The ways into the cluster that these objects describe, with the effective limits of each hop. */
export function pathsFromManifests(objects: readonly ManifestObject[]): Routes {
  return joinRoutes(worldsOf(objects).map(routesOf));
}

/** One world for each set of objects that can be in one cluster: those of dev and prod are apart. */
export function worldsOf(objects: readonly ManifestObject[]): readonly World[] {
  return setsOf(objects).map((set) => ({
    ...worldOf(new Inventory(set.objects)),
    notes: set.notes,
  }));
}

/** The ways of several worlds. What they share is a way of each; it is listed once where it is the same. */
export function joinRoutes(all: readonly Routes[]): Routes {
  const [first] = all;
  if (first !== undefined && all.length === 1) return first;
  const byPlace = new Map(
    all
      .flatMap(({ routes }) => routes)
      .map((route) => [JSON.stringify([route.at, route.name, route.hops]), route]),
  );
  return {
    routes: toldApart([...byPlace.values()]),
    notes: unique(all.flatMap(({ notes }) => notes)),
  };
}

/** What all ways of these objects share. */
function worldOf(inventory: Inventory): World {
  return {
    inventory,
    plane: dataPlaneOf(inventory),
    usualBalancer: usualBalancerOf(inventory),
  };
}

/** The same, for a known world. */
export function routesOf(world: World): Routes {
  const { inventory } = world;
  const attached = gatewayRoutes(inventory);
  const all: readonly Routes[] = [
    ...inventory.services.map((service) => serviceWays(service, world)),
    tcpPortWays(world),
    ...inventory.ingresses.map((ingress) => ingressWays(ingress, world)),
    ...attached.map((route) => gatewayWay(route, world)),
    customWays(world),
    { routes: [], notes: looseRoutes(inventory) },
  ];
  return {
    routes: toldApart(all.flatMap(({ routes }) => routes)),
    notes: unique([...(world.notes ?? []), ...all.flatMap(({ notes }) => notes)]),
  };
}

/** Gateway API routes that no listener in the manifests accepts. */
function looseRoutes(inventory: Inventory): readonly Note[] {
  return routeObjects(inventory)
    .filter((object) => !isOfMesh(object) && attachmentsOf(object, inventory).length === 0)
    .map((object) => ({
      at: object.at,
      message: `${describeObject(object)} is not attached to any Gateway listener in the manifests, so its way is unknown`,
      unknown: 'way' as const,
    }));
}

/** A route whose parents are Services is for clients inside the cluster. */
function isOfMesh({ root }: ManifestObject): boolean {
  const parents = root.get('spec').get('parentRefs').items();
  return parents.length > 0 && parents.every((parent) => parent.get('kind').text === 'Service');
}

/** Ways of one name that have other hops are named after their objects too, so that each keeps its own. */
function toldApart(routes: readonly Route[]): readonly Route[] {
  const firsts = new Map<string, Route>();
  return routes.map((route) => {
    const first = firsts.get(route.name);
    if (first === undefined) firsts.set(route.name, route);
    const isSame = first === undefined || JSON.stringify(first.hops) === JSON.stringify(route.hops);
    return isSame ? route : { ...route, name: `${route.name} of ${describeObject(route.owner)}` };
  });
}

function unique(notes: readonly Note[]): readonly Note[] {
  return [...new Map(notes.map((note) => [note.message, note])).values()];
}
