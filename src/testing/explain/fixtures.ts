import type { Drop, ExplainContext } from '../../explain/drop.ts';
import type { Fin } from '../../outcome/ending.ts';
import { HOP_KINDS } from '../../path/kinds/all.ts';
import type { Effect, Hop, HopRole, Limit, Path } from '../../path/path.ts';
import { isWebSocket, type TransportKind } from '../../path/transport.ts';
import type { Beat, Target, Traffic } from '../../scenario/scenario.ts';

/** A limit with the tolerances of a proxy, unless told otherwise. */
export function limit(setting: string, afterMs: number, rest: Partial<Limit> = {}): Limit {
  return {
    setting,
    afterMs,
    resetBy: 'bytes',
    startsAt: 'last-reset',
    effects: ['fin'],
    earlyMs: 80,
    lateMs: 250,
    verified: 'measured',
    source: { kind: 'vendor-default', reference: 'a test' },
    ...rest,
  };
}

export function hop(id: string, kind: string, role: HopRole, limits: readonly Limit[] = []): Hop {
  return { id, kind, role, limits };
}

/** A hop of the catalogue with values by key; limits without a value or a default are left out. */
export function catalogued(
  id: string,
  kind: string,
  values: Readonly<Record<string, number>> = {},
): Hop {
  const found = HOP_KINDS.find((one) => one.kind === kind)!;
  const limits = found.limits.flatMap(
    ({ key, defaultMs, rangeMs, reference, place, change, ...rest }): Limit[] => {
      const afterMs = values[key] ?? defaultMs;
      return afterMs === undefined
        ? []
        : [{ ...rest, afterMs, source: { kind: 'vendor-default', reference } }];
    },
  );
  return { id, kind, role: found.role, limits };
}

/** An SLB that forgets idle sessions in the given ways, by packets. */
export function slb(afterMs: number, effects: readonly Effect[], id = 'slb'): Hop {
  const established = limit('EstablishedTimeout', afterMs, { resetBy: 'packets', effects });
  return hop(id, 'alibaba-slb', 'load-balancer', [established]);
}

export function ingress(values: Readonly<Record<string, number>> = {}): Hop {
  return catalogued('ingress', 'ingress-nginx', values);
}

export function pod(values: Readonly<Record<string, number>> = {}): Hop {
  return catalogued('pod', 'pod', values);
}

export function conntrack(establishedMs = 86_400_000): Hop {
  return catalogued('node', 'conntrack', { 'established-timeout': establishedMs });
}

export function pathOf(...hops: readonly Hop[]): Path {
  return { hops: [hop('client', 'generator', 'client'), ...hops] };
}

/** A target through all hops of a path, silent unless told otherwise. */
export function target(
  name: string,
  transport: TransportKind,
  path: Path,
  rest: Partial<Omit<Target, 'traffic'>> & { readonly traffic?: Partial<Traffic> } = {},
): Target {
  const { traffic, ...others } = rest;
  const isWeb = isWebSocket(transport);
  const port = transport === 'tcp' ? 80 : 443;
  const web = { host: 'h', port, path: '/', headers: {}, subprotocols: [] };
  return {
    name,
    address: isWeb ? { ...web, transport } : { transport, host: 'h', port },
    connections: 100,
    via: path.hops
      .filter(({ kind, role }) => role !== 'client' && (isWeb || kind !== 'ingress-nginx'))
      .map(({ id }) => id),
    traffic: { onOpen: [], beats: [], ...traffic },
    onDrop: { kind: 'leave' },
    finalProbe: { kind: 'off' },
    openTimeoutMs: 10_000,
    ...others,
  };
}

export function heartbeat(everyMs: number, withinMs = 5_000, jitter = 0): Beat {
  return {
    say: { kind: 'message', sizeBytes: 32 },
    expect: { kind: 'echo' },
    withinMs,
    everyMs,
    jitter,
  };
}

export const FIN: Fin = { kind: 'fin' };
export const ORDERLY: Fin = { kind: 'fin', closeNotify: true };
export const BARE: Fin = { kind: 'fin', closeNotify: false };
export const RST = { kind: 'rst' } as const;

let ids = 0;

/** A connection that never spoke and ended at the given age. */
export function silentDrop(ageMs: number, rest: Partial<Drop> = {}): Drop {
  ids += 1;
  return {
    id: ids,
    target: 0,
    member: ids,
    atMs: 60_000 + ageMs,
    ending: FIN,
    ageMs,
    sinceSentMs: ageMs,
    sinceReceivedMs: ageMs,
    quietBeforeLastWriteMs: 0,
    loopDelayMs: 0,
    proven: true,
    connectMs: 2,
    ...rest,
  };
}

/** A connection that talked until `idleMs` before its end. */
export function talkingDrop(ageMs: number, idleMs: number, rest: Partial<Drop> = {}): Drop {
  return silentDrop(ageMs, {
    sinceSentMs: idleMs + 2,
    sinceReceivedMs: idleMs,
    quietBeforeLastWriteMs: 30_000,
    ...rest,
  });
}

/** A connection whose last write, after `quietMs` of silence, brought the end to light. */
export function provokedDrop(ageMs: number, quietMs: number, rest: Partial<Drop> = {}): Drop {
  return silentDrop(ageMs, {
    sinceSentMs: 3,
    sinceReceivedMs: quietMs + 3,
    quietBeforeLastWriteMs: quietMs,
    ending: RST,
    ...rest,
  });
}

/** One target on one path, nothing else known. */
export function world(path: Path, one: Target, rest: Partial<ExplainContext> = {}): ExplainContext {
  return { path, targets: [one], events: [], stalls: [], ...rest };
}
