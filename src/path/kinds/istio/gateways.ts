import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import {
  describeObject,
  type ManifestObject,
  type Note,
  selects,
  textsOf,
} from '../../../objects/object.ts';
import type { Service } from '../../../objects/service.ts';

/** One server of a Gateway of Istio, as a VirtualService meets it. */
export interface Entry {
  /** `namespace/name`. */
  readonly gateway: string;
  /** Absent where the Gateway is not among the manifests. */
  readonly object?: ManifestObject;
  readonly port: number;
  /** What Istio does there: routes HTTP, routes by the name in TLS, or passes bytes on. */
  readonly layer: 'http' | 'sni' | 'tcp';
  /** Clients speak TLS there. */
  readonly isTls: boolean;
  readonly hosts: readonly string[];
  /** The Service in front of the pods that the Gateway selects. */
  readonly front: Service | undefined;
  readonly notes: readonly Note[];
}

/** The servers of the gateways that a VirtualService names; `mesh` is no way into the cluster. */
export function entriesOf(service: ManifestObject, inventory: Inventory): readonly Entry[] {
  return service.root
    .get('spec')
    .get('gateways')
    .items()
    .flatMap((field) => {
      const { text = 'mesh' } = field;
      if (text === 'mesh') return [];
      const [first, second] = text.split('/');
      const [namespace, name] = second === undefined ? [service.namespace, first] : [first, second];
      const object = inventory.object({
        kind: 'Gateway',
        namespace: namespace!,
        name: name!,
        group: 'networking.istio.io',
      });
      const gateway = `${namespace}/${name}`;
      return object === undefined
        ? [unseen(gateway, service, field)]
        : serversOf(object, { gateway, inventory });
    });
}

/** A Gateway elsewhere: most serve HTTPS. */
function unseen(gateway: string, service: ManifestObject, field: Field): Entry {
  const raw = ['tls', 'tcp'].find((name) => service.root.get('spec').get(name).exists);
  const message = `Gateway ${gateway} of ${describeObject(service)} is not among the manifests: port 443 with TLS is assumed`;
  return {
    gateway,
    port: 443,
    layer: service.root.get('spec').get('http').exists ? 'http' : raw === 'tcp' ? 'tcp' : 'sni',
    isTls: true,
    hosts: ['*'],
    front: undefined,
    notes: [{ at: field.at, message }],
  };
}

function serversOf(
  object: ManifestObject,
  { gateway, inventory }: { gateway: string; inventory: Inventory },
): readonly Entry[] {
  const spec = object.root.get('spec');
  const front = frontOf(textsOf(spec.get('selector')), inventory);
  return spec
    .get('servers')
    .items()
    .flatMap((server): readonly Entry[] => {
      const port = server.get('port').get('number').number;
      const tls = server.get('tls');
      // A server that redirects to HTTPS opens no WebSocket.
      if (port === undefined || tls.get('httpsRedirect').value === true) return [];
      const hosts = server
        .get('hosts')
        .items()
        .flatMap(({ text = '' }) => (text === '' ? [] : [text.slice(text.indexOf('/') + 1)]));
      return [{ gateway, object, port, ...layerOf(server), hosts, front, notes: [] }];
    });
}

/** What a server does, from its protocol and the mode of its TLS. */
function layerOf(server: Field): Pick<Entry, 'layer' | 'isTls'> {
  const protocol = (server.get('port').get('protocol').text ?? '').toUpperCase();
  const mode = server.get('tls').get('mode').text ?? 'PASSTHROUGH';
  const isPassed = mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH';
  switch (protocol) {
    case 'HTTPS':
      return { layer: isPassed ? 'sni' : 'http', isTls: true };
    case 'TLS':
      return { layer: isPassed ? 'sni' : 'tcp', isTls: true };
    case 'TCP':
    case 'MONGO':
      return { layer: 'tcp', isTls: false };
    default:
      return { layer: 'http', isTls: false };
  }
}

/** The Service of the pods with these labels, from its selector, or from the labels of the pods. */
function frontOf(selector: ReadonlyMap<string, string>, inventory: Inventory): Service | undefined {
  const reachable = inventory.services.filter(({ type }) => type !== 'ClusterIP');
  return reachable.find((service) => {
    const pods = inventory.workloadOf(service)?.labels;
    const labels = textsOf(service.object.root.get('metadata').get('labels'));
    return [service.selector, pods, labels].some(
      (map) => map !== undefined && selects(selector, map),
    );
  });
}
