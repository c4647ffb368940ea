import { renderingOf } from '../../manifests/deliveries.ts';
import { named } from '../../manifests/reading.ts';
import type { StrangeKind } from '../../objects/stranger.ts';
import { advise } from '../fix.ts';
import type { Found, Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';

export const pathNotUnderstood: Rule = {
  id: 'PATH-NOT-UNDERSTOOD',
  severity: 'warning',
  title: 'way into the cluster that was not understood',
  about: `What soak did not read it cannot check: a route of a kind that it does not know, a controller that it does not
recognize, a chart or an overlay that has to be rendered first, a text that is no manifest, or no way at all. No other
finding there means nothing. Render what has to be rendered, read the live cluster (--cluster), or describe the hop in
the scenario (kind: custom, with its limits).`,
  verified: 'source',
  sources: ['soak check --format json: reading'],
  *check(subject) {
    yield* subject.strangers.flatMap(strangeKind);
    for (const { at, message, unknown } of subject.notes) {
      // Most sets leave the balancer to the cloud: each way says so, and nobody has made a mistake.
      if (unknown === undefined || unknown === 'front') continue;
      yield { at, object: OBJECTS[unknown], message };
    }
    yield* noWay(subject);
  },
};

const OBJECTS = { way: 'route', proxy: 'controller' } as const;

/** The first alphas of the Gateway API: no cluster serves them any more (gateway-api.sigs.k8s.io, v1alpha1 to v1alpha2). */
const RETIRED_GROUP = 'networking.x-k8s.io';

function strangeKind(stranger: StrangeKind): readonly Found[] {
  const { at, way, group } = stranger;
  const { what } = named(stranger);
  const rendering = renderingOf(stranger);
  if (rendering !== undefined)
    return [
      {
        at,
        object: what,
        message: `${what} only says where objects come from: what it delivers was not read, so its ways are not known`,
        fix: advise(
          `render it first: ${rendering}; or read what is deployed: soak check --cluster`,
        ),
      },
    ];
  if (group === RETIRED_GROUP)
    return [
      {
        at,
        object: what,
        message: `${what}: no cluster serves the API group ${RETIRED_GROUP} any more, so this does nothing`,
        fix: advise('move it to gateway.networking.k8s.io'),
      },
    ];
  if (way === undefined) return [];
  const hosts = way.hosts.length === 0 ? '' : ` for ${way.hosts.join(', ')}`;
  return [
    {
      at,
      object: way.names.slice(0, 3).join(', '),
      message: `${what} looks like a way into the cluster${hosts}, of a kind that soak does not understand: none of its limits is known`,
    },
  ];
}

/** Manifests that hold no way at all are no clean ones. */
function* noWay({ reading, world, plan }: Subject): Iterable<Found> {
  const [first] = world.inventory.objects;
  if (reading.ways > 0 || first === undefined || plan !== undefined) return;
  yield {
    at: first.at,
    object: 'manifests',
    message:
      'no way into the cluster found: no TCP port of a Service of type LoadBalancer, and no Ingress or route with a backend, so no limit was checked',
  };
}
