import http from 'node:http';
import type net from 'node:net';
import type { ClientOptions } from 'ws';
import { isWebSocketAddress } from '../../scenario/scenario.ts';
import type { Template } from '../../scenario/text/template.ts';
import type { Connection } from '../connection.ts';
import type { Shared } from '../connection-parts.ts';
import { FrameReader } from './frames.ts';

/** Larger messages are refused, because TLS keeps its read buffer at the largest burst it ever saw. */
const MESSAGE_BYTES_MAX = 64 * 1024;

/** What every upgrade of a target has in common. */
export interface UpgradePlan {
  readonly url: URL;
  readonly subprotocols: string[];
  readonly options: ClientOptions;
  readonly reader: FrameReader;
}

/** The upgrade of a target, parsed and checked once. */
export function upgradePlanOf({
  target,
  messages,
}: Pick<Shared, 'target' | 'messages'>): UpgradePlan {
  const { address } = target;
  if (!isWebSocketAddress(address)) throw new TypeError(`${address.transport} has no upgrade`);
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  const largestBytes = Math.max(0, ...messages.map(({ payload }) => payload.length));
  const url = new URL(`${address.transport}://${host}:${address.port}${address.path}`);
  // A fragment never leaves the client (RFC 6455 section 3), and `ws` refuses it at each dial.
  url.hash = '';
  // What Node would refuse at each dial is refused here, before the run starts.
  for (const [name, value] of Object.entries(address.headers)) {
    http.validateHeaderName(name);
    http.validateHeaderValue(name, value);
  }
  for (const [index, subprotocol] of address.subprotocols.entries())
    if (address.filled?.subprotocols?.[index] === undefined) http.validateHeaderName(subprotocol);
  return {
    url,
    subprotocols: [...new Set(address.subprotocols)],
    options: {
      headers: { ...address.headers },
      createConnection: handOver as unknown as typeof net.createConnection,
      followRedirects: false,
      perMessageDeflate: false,
    },
    reader: new FrameReader(Math.max(MESSAGE_BYTES_MAX, largestBytes)),
  };
}

/** The upgrade as one connection asks for it. */
export function filledPlan(
  plan: UpgradePlan,
  { shared: { target, filling }, filled }: Connection,
): UpgradePlan {
  const { address } = target;
  if (!isWebSocketAddress(address) || address.filled === undefined || filled === undefined)
    return plan;
  const { path, headers = {}, subprotocols = {} } = address.filled;
  const textOf = (template: Template) => filling!.textOf(template, filled);
  const own = Object.entries(headers).map(([name, template]) => [name, textOf(template)]);
  return {
    ...plan,
    url: path === undefined ? plan.url : urlWithPath(plan.url, textOf(path)),
    subprotocols: address.subprotocols.map((written, index) =>
      subprotocols[index] === undefined ? written : textOf(subprotocols[index]),
    ),
    options: { ...plan.options, headers: { ...address.headers, ...Object.fromEntries(own) } },
  };
}

/** Not resolved against the URL: a path that begins with two slashes would name another host. */
function urlWithPath({ protocol, host }: URL, path: string): URL {
  const url = new URL(`${protocol}//${host}${path}`);
  url.hash = '';
  return url;
}

/** The URL with the connection's name in its query, where backends and proxies log it. */
export function namedUrl(url: URL, name: string | undefined): URL {
  if (name === undefined) return url;
  const named = new URL(url);
  // Not by `searchParams`, which would rewrite what the user wrote in the query.
  named.search = url.search === '' ? `?id=${name}` : `${url.search}&id=${name}`;
  return named;
}

export const kReadySocket: unique symbol = Symbol('ready socket');

/** `ws` asks for a connection and gets ours, which is already connected and secured. */
function handOver(options: { readonly [kReadySocket]: net.Socket }): net.Socket {
  return options[kReadySocket];
}
