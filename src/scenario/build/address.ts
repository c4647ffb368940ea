import { quoted, type Reading } from '../../base/units.ts';
import {
  isRaw,
  isTransport,
  type RawTransport,
  TRANSPORT_KINDS,
  TRANSPORTS,
  type TransportKind,
  WEBSOCKET_TRANSPORTS,
  type WebSocketTransport,
} from '../../path/transport.ts';
import type { Address } from '../scenario.ts';
import type { WrittenTarget } from '../schema/target.ts';
import { isIpAddress } from './ip-address.ts';

/** The address of a target, or the key that is wrong; without a key, the whole target is wrong. */
export function readAddress(
  written: WrittenTarget,
): Reading<Address> & { readonly key?: TransportKind } {
  const given = TRANSPORT_KINDS.filter((key) => written[key] !== undefined);
  const [key, second] = given;
  if (key === undefined) return { ok: false, message: 'it has no address', hint: ONE_OF };
  if (second !== undefined)
    return { ok: false, key: second, message: `it has ${given.join(' and ')}`, hint: ONE_OF };
  const text = written[key]!;
  const address = isRaw(key) ? hostAndPort(text, key) : url(text, key, written);
  return { ...address, key };
}

const ONE_OF = `exactly one of ${TRANSPORT_KINDS.map((kind) => `${kind}: ${isRaw(kind) ? 'host:port' : 'URL'}`).join(', ')}`;

function hostAndPort(text: string, transport: RawTransport): Reading<Address> {
  const hint = `${transport}: host:port, such as slb.example.internal:80 or [2001:db8::1]:80`;
  const [, scheme] = /^(\w+):\/\//.exec(text) ?? [];
  if (scheme !== undefined) {
    const message = `${quoted(text)} is a URL`;
    return { ok: false, message, hint: isTransport(scheme) ? `${scheme}: ${text}` : hint };
  }
  const match = /^(?:\[([\da-fA-F:.]+)\]|([^:[\]/\s@]+)):(\d{1,5})$/.exec(text);
  if (match === null) return { ok: false, message: `${quoted(text)} is not a valid address`, hint };
  const [, bracketed, plain, portText] = match;
  if (!isHost(bracketed, plain))
    return { ok: false, message: `${quoted(bracketed ?? plain!)} is not a valid host`, hint };
  const port = Number(portText);
  if (!isPort(port))
    return { ok: false, message: `${port} is not a valid port`, hint: '1 to 65535' };
  return { ok: true, value: { transport, host: bracketed ?? plain!, port } };
}

//            scheme          user               host                        port        path
const URL =
  /^(\w+):\/\/(?:([^/?#@]*)@)?(?:\[([\da-fA-F:.]+)\]|([^:/?#\s[\]]+))(?::(\d{1,5}))?([/?][^#\s]*)?$/;

function url(
  text: string,
  transport: WebSocketTransport,
  written: WrittenTarget,
): Reading<Address> {
  const hint = `${transport}: ${transport}://host[:port]/path, without a #fragment`;
  const match = URL.exec(text);
  if (match === null) return { ok: false, message: `${quoted(text)} is not a valid URL`, hint };
  const [, scheme, user, bracketed, plain, portText, path = '/'] = match;
  if (scheme !== transport) {
    const isOther = WEBSOCKET_TRANSPORTS.some((kind) => kind === scheme);
    const message = `${quoted(`${scheme}://`)} is not the scheme of ${transport}`;
    return { ok: false, message, hint: isOther ? `${scheme}: ${text}` : hint };
  }
  if (user !== undefined) {
    const message = 'a WebSocket URL cannot contain a user name';
    return { ok: false, message, hint: 'headers: { Authorization: "Basic ${env:…}" }' };
  }
  if (plain?.includes('${') === true) {
    const message = 'the host is the same for all connections, for its limits and its allowance';
    return { ok: false, message, hint: 'a target per host' };
  }
  if (!isHost(bracketed, plain))
    return { ok: false, message: `${quoted(bracketed ?? plain!)} is not a valid host`, hint };
  const port = portText === undefined ? TRANSPORTS[transport].defaultPort : Number(portText);
  if (!isPort(port))
    return { ok: false, message: `${port} is not a valid port`, hint: '1 to 65535' };
  return {
    ok: true,
    value: {
      transport,
      host: bracketed ?? plain!,
      port,
      path: path.startsWith('/') ? path : `/${path}`,
      headers: { ...written.headers },
      subprotocols: written.subprotocols ?? [],
    },
  };
}

const LABEL = '[\\p{L}\\p{N}_](?:[\\p{L}\\p{M}\\p{N}_-]*[\\p{L}\\p{M}\\p{N}_])?';
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})*\\.?$`, 'u');

/** An IPv6 address in brackets, or a name of at most 253 characters (RFC 1035). */
function isHost(bracketed: string | undefined, plain: string | undefined): boolean {
  if (bracketed !== undefined) return bracketed.includes(':') && isIpAddress(bracketed);
  return plain !== undefined && plain.length <= 253 && HOST.test(plain);
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}
