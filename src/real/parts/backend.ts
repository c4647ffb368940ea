import { isSecure } from '../../path/transport.ts';
import { settingMs } from '../limits.ts';
import type { HostPlan } from '../topology.ts';

/** The arguments of `soak serve` for a backend. */
export function serveArguments(
  { hop, backendPorts }: HostPlan,
  extra: readonly string[] = [],
): readonly string[] {
  const idleMs = settingMs(hop, 'idle timeout of the application');
  const ageMs = settingMs(hop, 'maximum age of the application');
  return [
    ...['serve', '--host', '0.0.0.0', '--identity', hop.id, '--log', 'accounts.ndjson'],
    ...backendPorts.flatMap(({ transport, port }) => [`--${transport}`, String(port)]),
    ...(idleMs === undefined ? [] : ['--idle-timeout', `${idleMs}ms`]),
    ...(ageMs === undefined ? [] : ['--max-age', `${ageMs}ms`]),
    ...(backendPorts.some(({ transport }) => isSecure(transport))
      ? ['--cert', 'cert.pem', '--key', 'key.pem']
      : []),
    ...extra,
  ];
}
