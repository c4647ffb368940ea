import type { Hop, Limit } from '../path/path.ts';

/** The value of a setting of this hop, however its vendor spells it; undefined when it has none. */
export function settingMs({ limits }: Hop, setting: string, port?: number): number | undefined {
  const named = limits.filter((limit) => plain(limit.setting) === plain(setting));
  return (own(named, port) ?? named.find(({ onlyPort }) => onlyPort === undefined))?.afterMs;
}

/** The idle timeout of this hop for a port: the shortest one. */
export function idleMs({ limits }: Hop, port?: number): number | undefined {
  const idle = limits.filter(
    ({ startsAt, onlyPort }) =>
      startsAt === 'last-reset' && (onlyPort === undefined || onlyPort === port),
  );
  return idle.length === 0 ? undefined : Math.min(...idle.map(({ afterMs }) => afterMs));
}

function own(limits: readonly Limit[], port: number | undefined): Limit | undefined {
  return port === undefined ? undefined : limits.find(({ onlyPort }) => onlyPort === port);
}

/** `proxy-read-timeout`, `proxy_read_timeout` and `timeout client` are the same setting here. */
function plain(setting: string): string {
  return setting.toLowerCase().replaceAll(/[-_ ]/g, '');
}
