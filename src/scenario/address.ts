import type { Address, Target } from './scenario.ts';
import type { WrittenTarget } from './schema.ts';

type Read =
  | { readonly ok: true; readonly address: Address }
  | { readonly ok: false; readonly key: string; readonly message: string; readonly hint: string };

const KEYS = ['tcp', 'tls', 'ws', 'wss'] as const;

/** The one address of a target. */
export function readAddress(written: WrittenTarget): Read {
  const given = KEYS.filter((key) => written[key] !== undefined);
  const [key] = given;
  if (key === undefined || given.length > 1) {
    return {
      ok: false,
      key: given[1] ?? '',
      message:
        given.length === 0 ? 'A target has no address' : `A target has ${given.join(' and ')}`,
      hint: 'exactly one of tcp: host:port, tls: host:port, ws: URL, wss: URL',
    };
  }
  const text = written[key]!;
  return key === 'tcp' || key === 'tls' ? readHostPort(key, text) : readUrl(key, text, written);
}

function readHostPort(key: 'tcp' | 'tls', text: string): Read {
  const found = /^(?:\[([^\]]+)\]|([^:\s/]+)):(\d{1,5})$/.exec(text);
  const port = Number(found?.[3]);
  if (found === null || port < 1 || port > 65_535) {
    return {
      ok: false,
      key,
      message: `Cannot read the address "${text}"`,
      hint: `${key}: host:port, port 1 to 65535`,
    };
  }
  return { ok: true, address: { transport: key, host: found[1] ?? found[2]!, port } };
}

function readUrl(key: 'ws' | 'wss', text: string, written: WrittenTarget): Read {
  const found = /^(wss?):\/\/(?:\[([^\]]+)\]|([^:/?#\s@]+))(?::(\d{1,5}))?([/?][^#\s]*)?$/.exec(
    text,
  );
  const port = Number(found?.[4] ?? (key === 'wss' ? 443 : 80));
  if (found === null || found[1] !== key || port < 1 || port > 65_535) {
    const hint = `${key}: ${key}://host[:port]/path, without a user name or a fragment`;
    return { ok: false, key, message: `Cannot read the URL "${text}"`, hint };
  }
  const path = found[5] ?? '/';
  return {
    ok: true,
    address: {
      transport: key,
      host: found[2] ?? found[3]!,
      port,
      path: path.startsWith('/') ? path : `/${path}`,
      headers: written.headers ?? {},
      subprotocols: written.subprotocols ?? [],
    },
  };
}

export function usesTls({ transport }: Address): boolean {
  return transport === 'tls' || transport === 'wss';
}

export function isWebSocket({ transport }: Target['address']): boolean {
  return transport === 'ws' || transport === 'wss';
}
