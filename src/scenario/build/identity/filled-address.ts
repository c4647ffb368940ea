import { type Address, isWebSocketAddress, type TlsPlan } from '../../scenario.ts';
import type { Step } from '../../text/source-text.ts';
import type { FilledUpgrade, Template } from '../../text/template.ts';
import type { TargetTemplates } from './templates.ts';

interface Context {
  readonly templates: TargetTemplates;
  /** Of the target. */
  readonly path: readonly Step[];
}

/** An address with what each connection fills in for itself. */
export function fillAddress(address: Address, { templates, path }: Context): Address {
  if (!isWebSocketAddress(address)) return address;
  const place = [...path, address.transport];
  const url = templates.read(address.path, { path: place, use: 'path' });
  const headers = Object.entries(address.headers).map(([name, value]) => {
    const read = templates.read(value, { path: [...path, 'headers', name], use: 'header' });
    return [name, read] as const;
  });
  const subprotocols = address.subprotocols.map((one, index) => {
    const read = templates.read(one, {
      path: [...path, 'subprotocols', index],
      use: 'subprotocol',
    });
    return [index, read] as const;
  });
  const filledHeaders = templatesAmong(headers);
  const filledSubprotocols = templatesAmong(subprotocols);
  const filled: FilledUpgrade = {
    ...(typeof url !== 'string' && { path: url }),
    ...(filledHeaders !== undefined && { headers: filledHeaders }),
    ...(filledSubprotocols !== undefined && { subprotocols: filledSubprotocols }),
  };
  return {
    ...address,
    path: typeof url === 'string' ? url : address.path,
    headers: Object.fromEntries(
      headers.map(([name, read]) => [
        name,
        typeof read === 'string' ? read : address.headers[name]!,
      ]),
    ),
    ...(Object.keys(filled).length > 0 && { filled }),
  };
}

function templatesAmong<Key extends string | number>(
  entries: readonly (readonly [Key, string | Template])[],
): Record<Key, Template> | undefined {
  const found = entries.filter(([, read]) => typeof read !== 'string');
  return found.length === 0 ? undefined : (Object.fromEntries(found) as Record<Key, Template>);
}

/** A TLS plan whose server name may differ between connections. */
export function fillServerName(plan: TlsPlan, { templates, path }: Context): TlsPlan {
  const read = templates.read(plan.serverName, {
    path: [...path, 'server-name'],
    use: 'server-name',
  });
  if (typeof read === 'string') return { ...plan, serverName: read };
  return { ...plan, filledServerName: read };
}
