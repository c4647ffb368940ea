import type { Route } from '../../manifests/route.ts';
import { autoscalersOf } from '../../objects/autoscaler.ts';
import type { Workload } from '../../objects/workload.ts';
import { advise } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';

/** Paths on which these libraries begin with long polling. */
const LONG_POLLING = /\/(socket\.io|engine\.io|sockjs|signalr)(\/|$)/i;

const LIBRARY = /socket[-.]?io|engine\.io|sockjs|signalr/i;

/** Every product has words of its own for it; none of them means anything else here. */
const STICKY =
  /affinity|sticky|stickiness|hash[-_]?by|consistenthash|session[-_]?(cookie|persist)|cookie[-_]?name|persistence/i;

/** Objects that may hold such a setting for a route. */
const POLICIES = [
  'DestinationRule',
  'BackendTrafficPolicy',
  'BackendConfig',
  'GCPBackendPolicy',
  'TargetGroupConfiguration',
  'IngressRoute',
  'HTTPProxy',
  'VirtualServer',
  'UpstreamPolicy',
  'KongUpstreamPolicy',
  'ApisixUpstream',
  'ApisixRoute',
  'Mapping',
  'CiliumEnvoyConfig',
];

export const wsSocketioAffinity: Rule = {
  id: 'WS-SOCKETIO-AFFINITY',
  severity: 'warning',
  title: 'Socket.IO on several pods without sticky sessions',
  about: `Socket.IO and SockJS begin with HTTP long polling, and all requests of a session must reach the pod that opened it.
Without affinity on every hop that chooses a pod, most handshakes fail with 400 "Session ID unknown" as soon as there
are two pods; SignalR is alike. Only clients that start with transports: ["websocket"] are safe. Use an affinity cookie at the ingress, or
sessionAffinity: ClientIP on the Service where the balancer preserves the addresses of clients.`,
  verified: 'documentation',
  sources: [
    'https://socket.io/docs/v4/using-multiple-nodes/',
    'https://learn.microsoft.com/aspnet/core/signalr/scale (sticky sessions)',
  ],
  *check(subject) {
    for (const route of subject.routes) {
      const workload = workloadOf(route, subject);
      const subjectName = workload && longPollingOf(route, workload);
      if (workload === undefined || subjectName === undefined) continue;
      if (podsOf(workload, subject) < 2 || isSticky(route, subject)) continue;
      yield {
        ...placeOf(route.owner),
        at: route.at,
        message: `${subjectName} begins with long polling, and nothing makes the requests of a session stick to one of its pods: most handshakes fail, unless clients use WebSocket only`,
        effective: 'no affinity',
        fix: advise(
          'turn on sticky sessions (an affinity cookie) where the pod is chosen, or let all clients start with transports: ["websocket"]',
        ),
      };
    }
  },
};

/** The path, or what the workload or its image is called: people name a server for its library. */
function longPollingOf({ path = '' }: Route, { object, containers }: Workload): string | undefined {
  if (LONG_POLLING.test(path)) return path;
  const names = [object.name, ...containers.map(({ image }) => image)];
  const name = names.find((one) => LIBRARY.test(one));
  return name && `a server of the name ${name}`;
}

function workloadOf({ backend }: Route, { world }: Subject): Workload | undefined {
  const [namespace = '', name] = backend.split('/');
  const service = world.inventory.service(namespace, name);
  return service && world.inventory.workloadOf(service);
}

function podsOf(workload: Workload, { world }: Subject): number {
  const most = autoscalersOf(workload, world.inventory).map(({ maxReplicas }) => maxReplicas);
  return Math.max(workload.replicas, ...most);
}

/** An annotation of the route or the Service, a field of either, or a policy of which soak does not ask what it is for. */
function isSticky({ owner, backend }: Route, { world }: Subject): boolean {
  const { inventory } = world;
  const [namespace = '', name] = backend.split('/');
  const service = inventory.service(namespace, name);
  const policies = POLICIES.flatMap((kind) => inventory.of(kind));
  const own = [owner, ...(service === undefined ? [] : [service.object]), ...policies];
  if (service?.sessionAffinity.text === 'ClientIP') return true;
  return own.some(({ root, kind }) => {
    // `sessionAffinity: None` is a word for none.
    const { value } = kind === 'Service' ? root.get('metadata').get('annotations') : root;
    return STICKY.test(JSON.stringify(value ?? null));
  });
}
