import { nginxTimeMs } from '../../../objects/durations.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { CustomRoute } from '../../custom-route.ts';
import type { HopKind } from '../../hop-kind.ts';
import type { NoUpgrade } from '../../path.ts';
import type { Setting } from '../../setting.ts';
import type { MountedFile } from '../mounted-files.ts';
import { NGINX_CLOCK, NGINX_LAZY_MS } from '../nginx/clock.ts';
import { type Directive, findDirectives, nginxDirectives } from '../nginx/configuration.ts';
import { nginx, SHUTDOWN_LIMIT } from '../nginx/nginx.ts';
import { nginxStream } from '../nginx/stream.ts';
import { POD_GRACE, podGrace } from '../proxy-pods.ts';
import {
  backendAt,
  lineAt,
  type ProxyWorkload,
  portsTo,
  proxyWorkloads,
} from './proxy-workload.ts';

const SIGNS = {
  image: /(^|\/)(nginx|nginx-unprivileged|openresty|bitnami\/nginx|nginx-slim)([:@]|$)/,
  file: /(^\/etc\/nginx\/.*|nginx.*)\.(conf|template)$/,
};

/** nginx in pods of one's own: its http part. */
export const nginxPod: HopKind = {
  ...common('nginx-pod', 'nginx in pods of your own'),
  part: 'nginx',
  carries: ['ws', 'wss'],
  speaks: ['tcp', 'tls', 'http'],
  limits: [...nginx.limits, POD_GRACE],
  inert: nginx.inert ?? [],
  routes: (inventory) => routesOf(inventory, httpRoutes),
};

/** Its stream part. */
export const nginxStreamPod: HopKind = {
  ...common('nginx-stream-pod', 'nginx in pods of your own, a port of its stream block'),
  part: 'nginx-stream',
  carries: ['tcp', 'tls'],
  speaks: ['tcp', 'tls'],
  limits: [
    ...nginxStream.limits
      .filter(({ key }) => key === 'proxy-timeout')
      .map((limit) => ({ ...limit, ...NGINX_CLOCK })),
    SHUTDOWN_LIMIT,
    POD_GRACE,
  ],
  inert: nginxStream.inert ?? [],
  routes: (inventory) => routesOf(inventory, streamRoutes),
};

function common(kind: string, title: string) {
  return {
    kind,
    title,
    engine: 'nginx',
    lazyMs: NGINX_LAZY_MS,
    role: 'ingress',
    terminates: 'yes',
    catalogue: ['nginx-'],
    ownServices: (inventory: Inventory) =>
      proxies(inventory)
        .filter((proxy) => [...httpRoutes(proxy), ...streamRoutes(proxy)].length > 0)
        .flatMap(({ fronts }) => fronts),
  } as const;
}

function proxies(inventory: Inventory): readonly ProxyWorkload[] {
  return proxyWorkloads(inventory, SIGNS);
}

function routesOf(
  inventory: Inventory,
  read: (proxy: ProxyWorkload) => readonly CustomRoute[],
): readonly CustomRoute[] {
  return proxies(inventory).flatMap(read);
}

/** A statement with the blocks around it, the inmost first, and its file. */
interface Place {
  readonly file: MountedFile;
  readonly blocks: readonly (readonly Directive[])[];
}

/** Servers of a kind: in their block of nginx.conf, or alone in a file that is included there. */
function serversIn(
  file: MountedFile,
  kind: 'http' | 'stream',
): readonly { readonly server: Directive; readonly place: Place }[] {
  const root = nginxDirectives(file.field.text ?? '');
  const blocks = findDirectives(root, kind);
  const isMain = blocks.length > 0 || findDirectives(root, 'events').length > 0;
  const isOfKind = kind === 'stream' ? /stream/.test(file.path) : !/stream/.test(file.path);
  const holders = isMain ? blocks.map(({ block = [] }) => block) : isOfKind ? [root] : [];
  return holders.flatMap((holder) =>
    holder
      .filter(({ name, block }) => name === 'server' && block !== undefined)
      .map((server) => ({ server, place: { file, blocks: [server.block ?? [], holder, root] } })),
  );
}

function streamRoutes(proxy: ProxyWorkload): readonly CustomRoute[] {
  return proxy.files.flatMap((file) =>
    serversIn(file, 'stream').flatMap(({ server, place }) => {
      const pass = place.blocks[0]?.find(({ name }) => name === 'proxy_pass');
      if (pass === undefined) return [];
      return listeners(place).flatMap(({ port: bound, isTls }) =>
        portsTo(bound, proxy).map(({ front, port }) => ({
          owner: front.object,
          at: lineAt(file.field, server.line),
          port: port.port,
          transport: isTls ? ('tls' as const) : ('tcp' as const),
          backend: backendAt(upstreamHost(pass.args[0] ?? '', proxy), proxy),
          settings: [...times(place, ['proxy_timeout']), ...shared(proxy)],
          front,
        })),
      );
    }),
  );
}

/** Where some locations pass the upgrade on, the others are not meant for WebSockets. */
function httpRoutes(proxy: ProxyWorkload): readonly CustomRoute[] {
  const all = proxy.files.flatMap((file) =>
    serversIn(file, 'http').flatMap(({ server, place }) =>
      (server.block ?? [])
        .filter(({ name }) => name === 'location')
        .flatMap((location) => locationRoutes(location, { place, proxy })),
    ),
  );
  const upgraded = all.filter(({ noUpgrade: no }) => no === undefined);
  return upgraded.length > 0 ? upgraded : all;
}

function locationRoutes(
  location: Directive,
  { place, proxy }: { place: Place; proxy: ProxyWorkload },
): readonly CustomRoute[] {
  const block = location.block ?? [];
  const pass = block.find(({ name }) => name === 'proxy_pass');
  if (pass === undefined) return [];
  const within: Place = { ...place, blocks: [block, ...place.blocks] };
  const host = place.blocks[0]?.find(({ name }) => name === 'server_name')?.args[0];
  return listeners(place).flatMap(({ port: bound, isTls }) =>
    portsTo(bound, proxy).map(({ front, port }) => ({
      owner: front.object,
      at: lineAt(place.file.field, location.line),
      host: host === undefined || /^(_|~.*|)$/.test(host) ? undefined : host,
      port: port.port,
      transport: isTls || port.port === 443 ? ('wss' as const) : ('ws' as const),
      path: (location.args.at(-1) ?? '/').replace(/^[^/]*(?=\/)/, '') || '/',
      backend: backendAt(upstreamHost(pass.args[0] ?? '', proxy), proxy),
      settings: [
        ...times(within, ['proxy_read_timeout', 'proxy_send_timeout', 'send_timeout']),
        ...shared(proxy),
      ],
      noUpgrade: noUpgrade(within, location),
      front,
    })),
  );
}

/** Without a listen directive a server listens on 80. */
function listeners({
  blocks,
}: Place): readonly { readonly port: number; readonly isTls: boolean }[] {
  const listens = blocks[0]?.filter(({ name }) => name === 'listen') ?? [];
  const found = listens.map(({ args }) => ({
    port: Number(/(?:^|:)(\d{1,5})$/.exec(args[0] ?? '')?.[1] ?? 80),
    isTls: args.includes('ssl'),
  }));
  if (found.length === 0) return [{ port: 80, isTls: false }];
  return [...new Map(found.map((one) => [one.port, one])).values()];
}

/** `http://chat:8080/x`, `chat:1883`, or the first server of an upstream. */
function upstreamHost(target: string, { files }: ProxyWorkload): string {
  const host = target.replace(/^[a-z]+:\/\//, '').replace(/[:/].*$/, '');
  const upstream = files
    .flatMap(({ field }) => findDirectives(nginxDirectives(field.text ?? ''), 'upstream'))
    .find(({ args }) => args[0] === host);
  const server = upstream?.block?.find(({ name }) => name === 'server')?.args[0];
  return server === undefined ? host : server.replace(/:\d+$/, '');
}

/** A directive of a block holds for the blocks in it that do not say otherwise. */
function times({ blocks, file }: Place, directives: readonly string[]): readonly Setting[] {
  return directives.flatMap((directive) => {
    const found = blocks.flatMap((block) =>
      block.filter(({ name }) => name === directive).slice(-1),
    )[0];
    const ms = nginxTimeMs(found?.args[0] ?? '');
    if (found === undefined || ms === undefined || ms === 0) return [];
    return [{ key: directive.replaceAll('_', '-'), ms, at: lineAt(file.field, found.line) }];
  });
}

/** What the main block says, and the pods' grace. */
function shared(proxy: ProxyWorkload): readonly Setting[] {
  const main = proxy.files.flatMap((file) =>
    times({ file, blocks: [nginxDirectives(file.field.text ?? '')] }, ['worker_shutdown_timeout']),
  );
  return [...main, ...podGrace(proxy)];
}

/** The inmost block with any proxy_set_header has all of them. */
function noUpgrade({ blocks, file }: Place, location: Directive): NoUpgrade | undefined {
  const headers = blocks.map((block) => block.filter(({ name }) => name === 'proxy_set_header'));
  const own = headers.find((list) => list.length > 0) ?? [];
  if (own.some(({ args }) => /^upgrade$/i.test(args[0] ?? ''))) return undefined;
  return {
    setting: 'proxy_set_header Upgrade',
    why: 'nginx passes the Upgrade header on only where proxy_set_header says so',
    at: lineAt(file.field, location.line),
    fix: [
      'proxy_http_version 1.1;',
      'proxy_set_header Upgrade $http_upgrade;',
      'proxy_set_header Connection "upgrade";',
    ],
    reference: 'nginx.org/en/docs/http/websocket.html',
  };
}
