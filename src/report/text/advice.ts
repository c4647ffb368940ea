import type { DropGroup } from '../../analysis/summary.ts';

/** What to change so that a group of drops does not come again. */
export interface Advice {
  /** Where the setting is written. */
  readonly where: string;
  readonly minus?: string;
  readonly plus: string;
}

/**
 * The change that would have kept these connections, where the setting is known well enough to say so.
 * `holdMs`: how long the scenario wants its connections to live.
 */
export function adviceFor(group: DropGroup, holdMs: number): Advice | undefined {
  const { setting, configuredMs, hop, certainty } = group;
  if (hop === null || setting === null || configuredMs === null) return undefined;
  if (certainty !== 'certain' && certainty !== 'likely') return undefined;
  const now = seconds(configuredMs);
  const wanted = seconds(Math.max(holdMs, configuredMs * 2));
  switch (setting) {
    case 'worker-shutdown-timeout':
      return {
        where: `ConfigMap of ${hop}`,
        minus: `worker-shutdown-timeout: "${now}"`,
        plus: `worker-shutdown-timeout: "${wanted}"`,
      };
    case 'proxy-read-timeout':
      return {
        where: `annotation of the Ingress behind ${hop}, or a ping every ${seconds(configuredMs / 3)}`,
        minus: `nginx.ingress.kubernetes.io/proxy-read-timeout: "${configuredMs / 1_000}"`,
        plus: `nginx.ingress.kubernetes.io/proxy-read-timeout: "${Math.ceil(Math.max(holdMs, configuredMs * 2) / 1_000)}"`,
      };
    case 'EstablishedTimeout':
      return {
        where: `the client, because ${hop} allows no more than 900s`,
        plus: `heartbeat: { every: ${seconds(configuredMs / 3)} }`,
      };
    default:
      return group.observed.axis === 'idle'
        ? {
            where: `the client, or ${setting} of ${hop}`,
            plus: `heartbeat: { every: ${seconds(configuredMs / 3)} }`,
          }
        : undefined;
  }
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)}ms` : `${Math.floor(ms / 1_000)}s`;
}
