import { quoted } from '../../base/units.ts';
import type { Load, Source, Stage } from '../scenario.ts';
import type { Written } from '../schema/schema.ts';
import type { Findings } from '../text/findings.ts';
import { isIpAddress } from './ip-address.ts';

const DRAIN_MS = 2_000;
const OPENING_MAX = 256;
const RAMP = { perSecond: 200 } as const;

/** How many connections are open, and when. */
export function buildLoad(
  written: Written['load'],
  { connections, findings }: { readonly connections: number; readonly findings: Findings },
): Load {
  return {
    stages: stagesOf(written, { connections, findings }),
    drainMs: written.drain ?? DRAIN_MS,
    openingMax: written['max-opening'] ?? OPENING_MAX,
    ...(written['max-rate'] !== undefined && { dialsPerSecondMax: written['max-rate'] }),
  };
}

function stagesOf(
  { ramp = RAMP, hold, ...written }: Written['load'],
  { connections, findings }: { readonly connections: number; readonly findings: Findings },
): readonly Stage[] {
  if (written.stages !== undefined) {
    if (ramp !== RAMP || hold !== undefined) {
      const message = 'stages and ramp/hold both set how many connections are open';
      findings.addAtKey(['load', 'stages'], message, 'use one or the other');
    }
    const stages = written.stages.map(({ over, to }) => ({ durationMs: over, share: to }));
    if (stages.every(({ share }) => share === 0))
      findings.add(['load', 'stages'], 'No stage opens any connection', 'to: 100%');
    return stages;
  }
  if (hold === undefined)
    findings.addAtKey(['load'], 'load does not say how long to hold connections', 'hold: 3h');
  const rampMs = 'durationMs' in ramp ? ramp.durationMs : (connections / ramp.perSecond) * 1_000;
  return [
    { durationMs: Math.ceil(rampMs), share: 1 },
    { durationMs: hold ?? 0, share: 1 },
  ];
}

/** Where connections come from. */
export function buildSource(written: Written['source'], findings: Findings): Source {
  const { addresses = [], ports } = written ?? {};
  for (const [index, address] of addresses.entries()) {
    if (isIpAddress(address)) continue;
    const message = `Cannot dial from ${quoted(address)}: it is not an IP address`;
    findings.add(['source', 'addresses', index], message, 'such as 10.0.3.11 or 2001:db8::11');
  }
  if (ports === undefined) return { addresses };
  const match = /^(\d{1,5})\s*-\s*(\d{1,5})$/.exec(ports);
  const [first, last] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && first >= 1_024 && last <= 65_535 && first <= last)
    return { addresses, ports: [first, last] };
  const hint = 'first-last between 1024 and 65535, such as 20000-60000';
  findings.add(['source', 'ports'], `Cannot dial from the ports ${quoted(ports)}`, hint);
  return { addresses };
}
