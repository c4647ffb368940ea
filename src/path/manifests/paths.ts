import { dataPlaneOf } from './data-plane.ts';
import { gatewayRoutes } from './gateway.ts';
import { Inventory } from './inventory.ts';
import { nginxControllers } from './nginx-controller.ts';
import type { ManifestObject, Note } from './object.ts';
import type { Routes, World } from './route.ts';
import { gatewayWay } from './routes/gateway-way.ts';
import { ingressWays } from './routes/ingress-ways.ts';
import { serviceWays, tcpServiceWays } from './routes/service-ways.ts';

/** The ways into the cluster that these objects describe, with the effective limits of each hop. */
export function pathsFromManifests(objects: readonly ManifestObject[]): Routes {
  return routesOf(worldOf(new Inventory(objects)));
}

/** What all ways of these objects have in common. */
export function worldOf(inventory: Inventory): World {
  return {
    inventory,
    controllers: nginxControllers(inventory),
    plane: dataPlaneOf(inventory),
  };
}

/** The same, of a world that is known already. */
export function routesOf(world: World): Routes {
  const { inventory } = world;
  const all: readonly Routes[] = [
    ...inventory.services.map((service) => serviceWays(service, world)),
    ...world.controllers.map((controller) => tcpServiceWays(controller, world)),
    ...inventory.ingresses.map((ingress) => ingressWays(ingress, world)),
    ...gatewayRoutes(inventory).map((route) => gatewayWay(route, world)),
  ];
  return {
    routes: all.flatMap(({ routes }) => routes),
    notes: unique(all.flatMap(({ notes }) => notes)),
  };
}

function unique(notes: readonly Note[]): readonly Note[] {
  return [...new Map(notes.map((note) => [note.message, note])).values()];
}
