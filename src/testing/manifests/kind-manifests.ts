import { assert } from '../../base/assert.ts';
import type { HopKind } from '../../path/hop-kind.ts';
import { BALANCERS, LABELS, loadBalancer } from './balancer-manifests.ts';
import type { Manifest } from './manifest.ts';
import { PROXY_MANIFESTS } from './proxy-manifests.ts';

/** A small installation in which a hop of this kind stands on the way to an application. */
export function manifestsFor(kind: HopKind): readonly Manifest[] {
  if (kind.role === 'backend') return [...application(), loadBalancer({ 'metallb.io/pool': 'a' })];
  if (kind.node !== undefined) return [...nodes(kind), ...application(), loadBalancer({})];
  const proxy = PROXY_MANIFESTS[kind.kind];
  if (proxy !== undefined) return [...proxy, ...application()];
  if (kind.kind === 'ingress-nginx-stream') return [...tcpServices(), ...application()];
  if (kind.kind === 'f5-nginx-ingress-stream') return [...transportServer(), ...application()];
  // The kind of a scenario, where nobody says whether the rule has TCP reset.
  const balancer = BALANCERS[kind.kind === 'azure-lb' ? 'azure-lb-reset' : kind.kind];
  if (balancer !== undefined) return [...application(), balancer];
  if (kind.kind === 'ingress-nginx-grpc')
    return [
      ...ingress({
        ...kind,
        ingress: { controllers: ['k8s.io/ingress-nginx'], classNames: ['nginx'] },
      }),
      ...EXTRAS(kind.kind),
      ...application(),
    ];
  if (kind.ingress !== undefined) return [...ingress(kind), ...EXTRAS(kind.kind), ...application()];
  if (kind.kind === 'gke-gateway-classic-lb') {
    const controller = 'networking.gke.io/gateway';
    return [...gateway({ controller, className: 'gke-l7-gxlb' }), ...application()];
  }
  if (kind.gateway !== undefined)
    return [...gateway({ controller: kind.gateway.controllers[0] }), ...application()];
  assert(false, `no manifests for ${kind.kind}`);
}

function object(kind: string, apiVersion: string, name: string): Manifest {
  return { apiVersion, kind, metadata: { name } };
}

function application(): readonly Manifest[] {
  return [
    {
      ...object('Deployment', 'apps/v1', 'chat'),
      spec: {
        replicas: 2,
        selector: { matchLabels: LABELS },
        template: {
          metadata: { labels: LABELS },
          spec: {
            terminationGracePeriodSeconds: 60,
            containers: [
              {
                name: 'chat',
                image: 'example.com/chat:1',
                ports: [{ containerPort: 8080 }],
                readinessProbe: { tcpSocket: { port: 8080 } },
              },
            ],
          },
        },
      },
    },
    {
      ...object('Service', 'v1', 'chat'),
      spec: { selector: LABELS, ports: [{ port: 80, targetPort: 8080 }] },
    },
  ];
}

function ingress(kind: HopKind): readonly Manifest[] {
  const controller = kind.ingress?.controllers[0];
  const className = kind.ingress?.classNames?.[0] ?? 'own';
  const classObject = {
    ...object('IngressClass', 'networking.k8s.io/v1', className),
    spec: { controller },
  };
  return [
    ...(controller === undefined ? [] : [classObject]),
    {
      ...object('Ingress', 'networking.k8s.io/v1', 'chat'),
      metadata: { name: 'chat', annotations: ANNOTATIONS[kind.kind] ?? {} },
      spec: {
        ingressClassName: className,
        tls: [{ hosts: ['chat.example.com'], secretName: 'chat' }],
        rules: [
          {
            host: 'chat.example.com',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'chat', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    },
  ];
}

/** What else an installation of this kind has, which its changes may belong to. */
function EXTRAS(kind: string): readonly Manifest[] {
  switch (kind) {
    case 'ingress-nginx':
    case 'ingress-nginx-grpc':
      return nginxController();
    case 'alibaba-alb':
      return [
        {
          ...object('AlbConfig', 'alibabacloud.com/v1', 'alb'),
          spec: { listeners: [{ port: 443, protocol: 'HTTPS' }] },
        },
      ];
    case 'gcp-application-lb':
    case 'gcp-managed-application-lb':
      return [object('BackendConfig', 'cloud.google.com/v1', 'long-lived')];
    case 'contour':
      return [object('ConfigMap', 'v1', 'contour')];
    case 'cilium-gateway':
      return [object('ConfigMap', 'v1', 'cilium-config')];
    case 'higress':
      return [object('ConfigMap', 'v1', 'higress-config')];
    default:
      return [
        object(
          'ConfigMap',
          'v1',
          kind === 'haproxytech-ingress' ? 'haproxy-kubernetes-ingress' : 'own-config',
        ),
        controllerPods(...(IMAGES[kind] ?? NO_IMAGE)),
      ];
  }
}

/** What the Ingress of a WebSocket has in any case. */
const ANNOTATIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'ingress-nginx-grpc': { 'nginx.ingress.kubernetes.io/backend-protocol': 'GRPC' },
  'f5-nginx-ingress': { 'nginx.org/websocket-services': 'chat' },
};

const NO_IMAGE: readonly [image: string, args: readonly string[]] = [
  'example.com/own/controller:1',
  [],
];

/** Controllers whose ConfigMap is named by a flag. */
const IMAGES: Readonly<Record<string, readonly [image: string, args: readonly string[]]>> = {
  'haproxy-ingress': [
    'quay.io/jcmoraisjr/haproxy-ingress:v0.14.7',
    ['--configmap=default/own-config'],
  ],
  'f5-nginx-ingress': ['nginx/nginx-ingress:5.4.0', ['-nginx-configmaps=default/own-config']],
  'haproxytech-ingress': [
    'haproxytech/kubernetes-ingress:3.2.1',
    ['--configmap=default/haproxy-kubernetes-ingress'],
  ],
  kong: ['kong:3.9', []],
  traefik: ['docker.io/traefik:v3.7.1', ['--entryPoints.websecure.address=:8443']],
  'traefik-nginx-provider': [
    'docker.io/traefik:v3.7.1',
    ['--entryPoints.websecure.address=:8443', '--providers.kubernetesingressnginx'],
  ],
};

/** A port of F5's controller that is a byte stream. */
function transportServer(): readonly Manifest[] {
  return [
    {
      ...object('GlobalConfiguration', 'k8s.nginx.org/v1', 'nginx-configuration'),
      spec: { listeners: [{ name: 'chat', port: 443, protocol: 'TCP' }] },
    },
    {
      ...object('TransportServer', 'k8s.nginx.org/v1', 'chat'),
      spec: {
        listener: { name: 'chat', protocol: 'TCP' },
        upstreams: [{ name: 'chat', service: 'chat', port: 80 }],
        action: { pass: 'chat' },
      },
    },
    ...EXTRAS('f5-nginx-ingress'),
  ];
}

function controllerPods(image: string, args: readonly string[] = []): Manifest {
  const labels = { app: 'controller' };
  return {
    ...object('Deployment', 'apps/v1', 'controller'),
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 300,
          containers: [
            { name: 'controller', image, args, readinessProbe: { tcpSocket: { port: 443 } } },
          ],
        },
      },
    },
  };
}

function nginxController(flags: readonly string[] = []): readonly Manifest[] {
  return [
    controllerPods('registry.k8s.io/ingress-nginx/controller:v1.15.1', [
      '--configmap=$(POD_NAMESPACE)/ingress-nginx-controller',
      ...flags,
    ]),
    object('ConfigMap', 'v1', 'ingress-nginx-controller'),
  ];
}

function tcpServices(): readonly Manifest[] {
  return [
    ...nginxController(['--tcp-services-configmap=$(POD_NAMESPACE)/tcp-services']),
    { ...object('ConfigMap', 'v1', 'tcp-services'), data: { '443': 'default/chat:80' } },
  ];
}

function gateway({
  controller,
  className = 'own',
}: {
  controller: string | undefined;
  className?: string;
}): readonly Manifest[] {
  const group = 'gateway.networking.k8s.io/v1';
  const policies = 'gateway.envoyproxy.io/v1alpha1';
  const target = (name: string) => ({
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: name, name: 'chat' }],
  });
  const rules = [{ backendRefs: [{ name: 'chat', port: 80 }] }];
  return [
    {
      ...object('GatewayClass', group, className),
      spec: { controllerName: controller },
    },
    {
      ...object('Gateway', group, 'chat'),
      spec: {
        gatewayClassName: className,
        listeners: [
          { name: 'https', port: 443, protocol: 'HTTPS' },
          { name: 'raw', port: 5150, protocol: 'TCP' },
        ],
      },
    },
    {
      ...object('HTTPRoute', group, 'chat'),
      spec: { parentRefs: [{ name: 'chat' }], hostnames: ['chat.example.com'], rules },
    },
    {
      ...object('TCPRoute', 'gateway.networking.k8s.io/v1alpha2', 'raw'),
      spec: { parentRefs: [{ name: 'chat' }], rules },
    },
    {
      ...object('GCPBackendPolicy', 'networking.gke.io/v1', 'service'),
      spec: { targetRef: { group: '', kind: 'Service', name: 'chat' } },
    },
    { ...object('BackendTrafficPolicy', policies, 'route'), spec: target('HTTPRoute') },
    { ...object('ClientTrafficPolicy', policies, 'gateway'), spec: target('Gateway') },
    {
      ...object('ProxySettingsPolicy', 'gateway.nginx.org/v1alpha1', 'route'),
      spec: target('HTTPRoute'),
    },
  ];
}

function nodes({ kind }: HopKind): readonly Manifest[] {
  const proxy = 'kubeproxy.config.k8s.io/v1alpha1';
  switch (kind) {
    case 'conntrack':
      return [{ ...object('KubeProxyConfiguration', proxy, 'kube-proxy'), mode: 'iptables' }];
    case 'kube-proxy-ipvs':
      return [{ ...object('KubeProxyConfiguration', proxy, 'kube-proxy'), mode: 'ipvs' }];
    case 'cilium':
      return [
        {
          ...object('ConfigMap', 'v1', 'cilium-config'),
          data: { 'kube-proxy-replacement': 'true' },
        },
      ];
    case 'calico-ebpf':
      return [
        {
          ...object('FelixConfiguration', 'projectcalico.org/v3', 'default'),
          spec: { bpfEnabled: true },
        },
      ];
    default:
      assert(false, `no nodes of ${kind}`);
  }
}
