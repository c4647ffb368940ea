import type { Inventory } from '../../objects/inventory.ts';
import type { Flag } from '../../objects/workload.ts';
import { configMapOf, type Installation, installationsOf } from './installation.ts';

/** Whether an installation of a proxy expects a PROXY header before each connection; undefined when that is not known. */
type Expects = (installation: Installation, inventory: Inventory) => boolean | undefined;

interface Reader {
  /** For people: `Traefik`. */
  readonly product: string;
  readonly image: RegExp;
  /** The setting that says so, to be quoted in advice. */
  readonly setting: string;
  readonly expects: Expects;
}

/** How each proxy is told to expect the PROXY protocol. ingress-nginx has a rule of its own. */
const READERS: readonly Reader[] = [
  {
    product: 'Traefik',
    image: /(^|\/)traefik([:@]|$)/,
    setting: '--entryPoints.<name>.proxyProtocol.trustedIPs',
    expects: ({ flags }) => {
      const own = [...flags.keys()].filter((name) => /^entrypoints\./i.test(name));
      // Without flags, its entry points are in a file.
      if (own.length === 0) return undefined;
      return own.some((name) => /\.proxyprotocol(\.|$)/i.test(name));
    },
  },
  {
    product: "F5's NGINX Ingress Controller",
    image: /(^|\/)nginx(-plus)?-ingress([:@]|$)/,
    setting: 'proxy-protocol: "True" of its ConfigMap',
    expects: inConfigMap('nginx-configmaps', (data) =>
      /^true$/i.test(data('proxy-protocol') ?? ''),
    ),
  },
  {
    product: "HAProxy's ingress controller",
    image: /(^|\/)haproxytech\/kubernetes-ingress([:@]|$)/,
    setting: 'proxy-protocol of its ConfigMap',
    expects: inConfigMap('configmap', (data) => (data('proxy-protocol') ?? '') !== ''),
  },
  {
    product: 'haproxy-ingress',
    image: /(^|\/)(jcmoraisjr\/haproxy-ingress|haproxy-ingress)([:@]|$)/,
    setting: 'use-proxy-protocol: "true" of its ConfigMap',
    expects: inConfigMap('configmap', (data) => data('use-proxy-protocol') === 'true'),
  },
  {
    product: 'Contour',
    image: /(^|\/)contour([:@]|$)/,
    setting: '--use-proxy-protocol',
    expects: ({ flags }) => flags.has('use-proxy-protocol'),
  },
  {
    product: 'Kong',
    image: /(^|\/)kong(-gateway)?([:@]|$)/,
    setting: 'KONG_PROXY_LISTEN with proxy_protocol',
    expects: ({ container }) => {
      const listens = container.field
        .get('env')
        .items()
        .filter((item) => item.get('name').text === 'KONG_PROXY_LISTEN')
        .map((item) => item.get('value').text ?? '');
      return listens.length === 0
        ? undefined
        : listens.some((one) => one.includes('proxy_protocol'));
    },
  },
];

/** A key of the ConfigMap that a flag names; not known where that is not among the manifests. */
function inConfigMap(
  flagName: string,
  test: (data: (key: string) => string | undefined) => boolean,
): Expects {
  return (installation, inventory) => {
    const flag: Flag | undefined = installation.flags.get(flagName);
    const map = configMapOf(installation, { flag, inventory });
    return map && test((key) => map.root.get('data').get(key).text);
  };
}

/** A proxy behind a Service that says whether it expects the PROXY protocol. */
interface ProxyProtocolReader {
  readonly product: string;
  readonly setting: string;
  readonly installation: Installation;
  readonly expects: boolean;
}

/** Every installation that says so, one way or the other. */
export function proxyProtocolReaders(inventory: Inventory): readonly ProxyProtocolReader[] {
  return READERS.flatMap(({ product, setting, image, expects }) =>
    installationsOf(inventory, image).flatMap((installation) => {
      const isExpected = expects(installation, inventory);
      return isExpected === undefined
        ? []
        : [{ product, setting, installation, expects: isExpected }];
    }),
  );
}
