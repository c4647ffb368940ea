import type { Inventory } from '../../../objects/inventory.ts';
import type { CustomRoute } from '../../custom-route.ts';
import type { HopKind } from '../../hop-kind.ts';
import type { Setting } from '../../setting.ts';
import type { TransportKind } from '../../transport.ts';
import { haproxyLimits, keyword } from '../haproxy/haproxy.ts';
import type { MountedFile } from '../mounted-files.ts';
import { POD_GRACE, podGrace } from '../proxy-pods.ts';
import { type HaproxySection, haproxySections, keywordIn, timeIn } from './haproxy-config.ts';
import {
  backendAt,
  lineAt,
  type ProxyWorkload,
  portsTo,
  proxyWorkloads,
} from './proxy-workload.ts';

const SIGNS = {
  image: /(^|\/)(haproxy|haproxytech\/haproxy-(alpine|debian|ubuntu)|haproxy-alpine)([:@]|$)/,
  file: /\.cfg$/,
};

/** HAProxy in pods of one's own, behind a Service. */
export const haproxyPod: HopKind = {
  kind: 'haproxy-pod',
  title: 'HAProxy in pods of your own',
  engine: 'haproxy',
  part: 'haproxy',
  role: 'ingress',
  terminates: 'yes',
  speaks: ['tcp', 'tls', 'http'],
  catalogue: ['haproxy-'],
  limits: [...haproxyLimits({ effects: ['fin', 'close-notify'] }, keyword), POD_GRACE],
  inert: ['timeout-connect', 'timeout-http-request', 'timeout-http-keep-alive'],
  routes: haproxyRoutes,
  watch: { names: /haproxy/i, onConfigMap: 'reload' },
  pods: { names: [], image: SIGNS.image },
};

function haproxyRoutes(inventory: Inventory): readonly CustomRoute[] {
  return proxyWorkloads(inventory, SIGNS).flatMap((proxy) =>
    proxy.files.length === 0
      ? unreadRoutes(proxy)
      : proxy.files.flatMap((file) => fileRoutes(file, proxy)),
  );
}

/** What the configuration says is not known: the ways are those of the Service. */
function unreadRoutes(proxy: ProxyWorkload): readonly CustomRoute[] {
  const what = 'haproxy.cfg, which is in no ConfigMap among the manifests,';
  const unread = { what, at: proxy.container.field.at };
  const { namespace } = proxy.workload.object;
  return proxy.fronts.flatMap((front) =>
    front.ports.map((port) => ({
      owner: front.object,
      at: port.field.at,
      port: port.port,
      transport: 'tcp' as const,
      backend: { namespace, name: undefined },
      settings: [{ unread }, ...podGrace(proxy)],
      front,
    })),
  );
}

function fileRoutes(file: MountedFile, proxy: ProxyWorkload): readonly CustomRoute[] {
  const sections = haproxySections(file.field.text ?? '');
  return sections
    .filter(({ kind }) => kind === 'frontend' || kind === 'listen')
    .flatMap((section) => frontendRoutes(section, { sections, file, proxy }));
}

interface Context {
  readonly sections: readonly HaproxySection[];
  readonly file: MountedFile;
  readonly proxy: ProxyWorkload;
}

function frontendRoutes(frontend: HaproxySection, context: Context): readonly CustomRoute[] {
  const { sections, file, proxy } = context;
  const backend = backendOf(frontend, sections);
  const server = backend?.lines.find(({ words }) => words[0] === 'server');
  const host = /^[^:@]+/.exec(server?.words[2] ?? '')?.[0] ?? '';
  const isHttp = (keywordIn(frontend, 'mode')?.words[1] ?? 'tcp') === 'http';
  const binds = frontend.lines.filter(({ words }) => words[0] === 'bind');
  return binds.flatMap(({ words, line }) =>
    boundPorts(words[1] ?? '').flatMap((bound) =>
      portsTo(bound, proxy).map(({ front, port }) => ({
        owner: front.object,
        at: lineAt(file.field, line),
        port: port.port,
        transport: transportOf({ isHttp, isTls: words.includes('ssl') }),
        backend: backendAt(host, proxy),
        settings: [...timeouts({ frontend, backend }, context), ...podGrace(proxy)],
        front,
      })),
    ),
  );
}

function transportOf({ isHttp, isTls }: { isHttp: boolean; isTls: boolean }): TransportKind {
  if (isHttp) return isTls ? 'wss' : 'ws';
  return isTls ? 'tls' : 'tcp';
}

/** `*:80`, `:80,:81`, `[::]:80`, `0.0.0.0:8000-8003` */
function boundPorts(address: string): readonly number[] {
  return address.split(',').flatMap((one) => {
    const [, first, last = first] = /:(\d{1,5})(?:-(\d{1,5}))?$/.exec(one) ?? [];
    const count = Math.min(Number(last) - Number(first) + 1, 100);
    return first === undefined ? [] : Array.from({ length: count }, (_, at) => Number(first) + at);
  });
}

/** A listen section is its own backend. */
function backendOf(
  frontend: HaproxySection,
  sections: readonly HaproxySection[],
): HaproxySection | undefined {
  if (frontend.kind === 'listen') return frontend;
  const name =
    keywordIn(frontend, 'default_backend')?.words[1] ??
    keywordIn(frontend, 'use_backend')?.words[1];
  return sections.find((one) => one.kind === 'backend' && one.name === name);
}

/** timeout tunnel takes the place of the other two, in TCP mode from the start. */
function timeouts(
  { frontend, backend }: { frontend: HaproxySection; backend: HaproxySection | undefined },
  { sections, file }: Context,
): readonly Setting[] {
  const found = (key: string, time: ReturnType<typeof timeIn>): readonly Setting[] =>
    time === undefined ? [] : [{ key, ms: time.ms, at: lineAt(file.field, time.line) }];
  const global = sections.find(({ kind }) => kind === 'global');
  const tunnel = found('timeout-tunnel', timeIn(backend, 'timeout', 'tunnel'));
  return [
    ...(tunnel.length > 0
      ? tunnel
      : [
          ...found('timeout-client', timeIn(frontend, 'timeout', 'client')),
          ...found('timeout-server', timeIn(backend, 'timeout', 'server')),
        ]),
    ...found('hard-stop-after', timeIn(global, 'hard-stop-after')),
  ];
}
