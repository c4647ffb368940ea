import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import net from 'node:net';
import type { ListenAddress } from '../listen-address.ts';

/** Whether a request is answered, or what it is told instead. */
type Entry =
  | { readonly kind: 'let-in' }
  /** It brought the token in its address: it gets a cookie, and the address without it. */
  | { readonly kind: 'welcome'; readonly cookie: string }
  | { readonly kind: 'refused'; readonly status: 401 | 403 | 405; readonly why: string };

const TOKEN_BYTES = 24;

/**
 * Who may look at a run. On loopback everybody on this machine, if the browser says that it asked for this
 * machine by name: a page from outside that had its own name resolve to here does not. Elsewhere, who has the token.
 */
export class Access {
  readonly #token: string | undefined;
  readonly #port: number;

  constructor({ host, port }: ListenAddress) {
    this.#port = port;
    this.#token = isLoopback(host) ? undefined : randomBytes(TOKEN_BYTES).toString('base64url');
  }

  /** What stands behind the address to get in: `?token=…`, or nothing. */
  get query(): string {
    return this.#token === undefined ? '' : `?token=${this.#token}`;
  }

  entryFor({ method, url = '', headers }: IncomingMessage): Entry {
    if (method !== 'GET') return refused(405, 'only GET');
    // Another site's page may link to here, but not load from here.
    if (headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate')
      return refused(403, 'not for other sites');
    if (this.#token === undefined) {
      return isOwnName(headers.host) ? { kind: 'let-in' } : refused(403, 'not for this host name');
    }
    if (isSame(cookieIn(headers.cookie, this.#cookieName), this.#token)) return { kind: 'let-in' };
    if (isSame(tokenIn(url), this.#token)) {
      const cookie = `${this.#cookieName}=${this.#token}; Path=/; HttpOnly; SameSite=Lax`;
      return { kind: 'welcome', cookie };
    }
    return refused(401, 'the address with the token stands where the run was started');
  }

  /** Browsers share cookies between the ports of a host. */
  get #cookieName(): string {
    return `soak-${this.#port}`;
  }
}

function refused(status: 401 | 403 | 405, why: string): Entry {
  return { kind: 'refused', status, why };
}

/** Only this machine can reach it. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const family = net.isIP(host);
  return family !== 0 && LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

const LOOPBACK = new net.BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function isOwnName(host: string | undefined): boolean {
  const name = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(host ?? '');
  return name !== null && isLoopback(name[1] ?? name[2]!);
}

/** Takes as long for a wrong secret as for the right one. */
function isSame(given: string | undefined, secret: string): boolean {
  if (given === undefined) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

function tokenIn(url: string): string | undefined {
  return new URLSearchParams(url.split('?')[1] ?? '').get('token') ?? undefined;
}

function cookieIn(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
