import net from 'node:net';

/** Where a server of a run listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';

/**
 * `127.0.0.1:9464`, `[::1]:9464`, `:9464` or `9464`; nothing is the default port. Without a host it is loopback,
 * so that who wants to be reachable from outside has to write it. Undefined when it is none of these.
 */
export function readListenAddress(text: string, defaultPort: number): ListenAddress | undefined {
  if (text === '') return { host: LOOPBACK, port: defaultPort };
  const match = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const [, bracketed, plain, digits] = match;
  const port = Number(digits);
  if (port > 65_535 || (bracketed !== undefined && !net.isIPv6(bracketed))) return undefined;
  return { host: bracketed ?? (plain || LOOPBACK), port };
}

/** As it stands in a URL. */
export function formatListenAddress({ host, port }: ListenAddress): string {
  return `${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
}
