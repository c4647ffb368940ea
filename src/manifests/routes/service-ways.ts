import type { Service } from '../../objects/service.ts';
import { hopOf } from '../hop.ts';
import { written } from '../ingress-settings.ts';
import type { NginxController } from '../nginx-controller.ts';
import { configTime } from '../nginx-timeouts.ts';
import type { Route, Routes, World } from '../route.ts';
import { assumedFront, frontOf, podOf } from './front.ts';

const NONE: Routes = { routes: [], notes: [] };

/** Raw TCP through a Service of type LoadBalancer, port by port. */
export function serviceWays(service: Service, world: World): Routes {
  if (service.type !== 'LoadBalancer' || isProxy(service, world)) return NONE;
  const { namespace, name } = service.object;
  const ways = service.ports
    .filter(({ protocol }) => protocol === 'TCP')
    .map((port) => {
      const front = frontOf(service, { port: port.port, world });
      const route: Route = {
        name: `tcp://${name}:${port.port}`,
        transport: 'tcp',
        host: undefined,
        assigned: assignedTo(service),
        port: port.port,
        path: undefined,
        at: port.field.at,
        owner: service.object,
        backend: `${namespace}/${name}`,
        hops: { hops: [...front.hops, podOf(service, world)] },
      };
      return { route, notes: front.notes };
    });
  return { routes: ways.map(({ route }) => route), notes: ways.flatMap(({ notes }) => notes) };
}

/** `status.loadBalancer.ingress`, present only in live objects. */
function assignedTo({ object }: Service): string | undefined {
  const [first] = object.root.get('status').get('loadBalancer').get('ingress').items();
  return first?.get('ip').text ?? first?.get('hostname').text;
}

/** Raw TCP through the ports that ingress-nginx forwards: its `tcp-services`. */
export function tcpServiceWays(controller: NginxController, world: World): Routes {
  const { service, tcpServices } = controller;
  const entries = tcpServices?.root.get('data').entries() ?? [];
  const ways = entries.flatMap(([port, field]) => {
    const match = /^([^/:]+)\/([^/:]+):/.exec(field.text ?? '');
    if (tcpServices === undefined || match === null || !/^\d{1,5}$/.test(port)) return [];
    const [, namespace = '', name = ''] = match;
    const options = { port: Number(port), world };
    const front =
      service === undefined
        ? assumedFront('ingress-nginx', { at: tcpServices.at, world })
        : frontOf(service, options);
    const settings = ['proxy-stream-timeout', 'worker-shutdown-timeout'].flatMap((key) =>
      written(key, configTime(controller, key)),
    );
    const pod = podOf(world.inventory.service(namespace, name), world);
    const route: Route = {
      name: `tcp://${name}:${port}`,
      transport: 'tcp',
      host: undefined,
      port: Number(port),
      path: undefined,
      at: field.at,
      owner: tcpServices,
      backend: `${namespace}/${name}`,
      hops: {
        hops: [
          ...front.hops,
          hopOf({ id: 'ingress', kind: 'ingress-nginx-stream', settings }),
          pod,
        ],
      },
    };
    return [{ route, notes: front.notes }];
  });
  return { routes: ways.map(({ route }) => route), notes: ways.flatMap(({ notes }) => notes) };
}

/** Images of ingress controllers and gateways: traffic to their Service continues through them. */
const PROXIES =
  /(^|\/)(ingress-nginx\/controller|nginx-ingress|traefik|kong|envoy|contour|apisix|haproxy-ingress|kubernetes-ingress|higress|proxyv2)([/:@]|$)/;

const PROXY_NAMES = [
  'ingress-nginx',
  'nginx-ingress',
  'traefik',
  'kong',
  'contour',
  'envoy',
  'apisix',
];

function isProxy(service: Service, { inventory, controllers }: World): boolean {
  if (controllers.some((controller) => controller.service === service)) return true;
  const labels = service.object.root.get('metadata').get('labels');
  const isNamed = PROXY_NAMES.includes(labels.get('app.kubernetes.io/name').text ?? '');
  const isGateway = labels.get('gateway.networking.k8s.io/gateway-name').exists;
  const images = inventory.workloadOf(service)?.containers.map(({ image }) => image) ?? [];
  return isNamed || isGateway || images.some((image) => PROXIES.test(image));
}
